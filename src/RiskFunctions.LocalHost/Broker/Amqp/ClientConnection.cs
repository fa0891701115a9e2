using System.Collections.Concurrent;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;
using Microsoft.Azure.Amqp.Transport;

namespace RiskFunctions.LocalHost.Broker.Amqp;

/// <summary>One client's connection: where answers to its requests go, and whether it reads what it is sent.</summary>
internal sealed class ClientConnection(TransportBase transport, ProtocolHeader header, AmqpSettings settings, AmqpConnectionSettings connectionSettings)
    : AmqpConnection(transport, header, isInitiator: false, settings, connectionSettings)
{
    private readonly ConcurrentDictionary<string, SendingAmqpLink> _replies = new(StringComparer.Ordinal);
    private volatile bool _isFull;

    /// <summary>Raised when a client that was slow has read what was waiting for it.</summary>
    public event EventHandler? Drained;

    /// <summary>This client has so much to read that it gets nothing more for now. Others do not notice.</summary>
    public bool IsFull => _isFull;

    /// <summary>The link for answers: its target address is the request's <c>reply-to</c> or, with JavaScript's client, its name is.</summary>
    public void AddReplyLink(SendingAmqpLink link, string targetAddress)
    {
        foreach (var address in (string[])[targetAddress, link.Name])
        {
            _replies[address] = link;
            link.SafeAddClosed((_, _) => _replies.TryRemove(KeyValuePair.Create(address, link)));
        }
    }

    public SendingAmqpLink? FindReplyLink(string address) => _replies.GetValueOrDefault(address);

    protected override void HandleIoEvent(IoEvent ioEvent)
    {
        _isFull = ioEvent == IoEvent.WriteBufferQueueFull;
        if (!_isFull)
        {
            Drained?.Invoke(this, EventArgs.Empty);
        }
    }
}
