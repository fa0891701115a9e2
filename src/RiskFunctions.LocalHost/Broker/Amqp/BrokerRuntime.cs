using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;
using Microsoft.Azure.Amqp.Transaction;
using Microsoft.Azure.Amqp.Transport;
using RiskFunctions.LocalHost.Broker.Amqp.Wire;
using RiskFunctions.LocalHost.Broker.Queues;

namespace RiskFunctions.LocalHost.Broker.Amqp;

/// <summary>Creates what a client opens: connection, sessions, and for each link the node at its address.</summary>
internal sealed class BrokerRuntime(InMemoryBroker broker, TimeProvider time) : IRuntimeProvider
{
    public AmqpConnection CreateConnection(
        TransportBase transport, ProtocolHeader protocolHeader, bool isInitiator, AmqpSettings amqpSettings, AmqpConnectionSettings connectionSettings) =>
        new ClientConnection(transport, protocolHeader, amqpSettings, connectionSettings) { SessionFactory = this };

    public AmqpSession CreateSession(AmqpConnection connection, AmqpSessionSettings settings) => new ClientSession(connection, settings, this);

    /// <exception cref="AmqpException">There is nothing for this link; the client is told why.</exception>
    public AmqpLink CreateLink(AmqpSession session, AmqpLinkSettings settings) =>
        settings.IsReceiver() ? CreateIncoming(session, settings) : CreateOutgoing(session, settings);

    public IAsyncResult BeginOpenLink(AmqpLink link, TimeSpan timeout, AsyncCallback callback, object state)
    {
        var done = new TaskCompletionSource(state);
        done.SetResult();
        callback(done.Task);
        return done.Task;
    }

    public void EndOpenLink(IAsyncResult result)
    {
    }

    private static string AddressOf(object? terminus) => terminus switch
    {
        Source source => source.Address?.ToString() ?? "",
        Target target => target.Address?.ToString() ?? "",
        Coordinator => throw AmqpFault.NotImplemented("transactions"),
        _ => "",
    };

    private static bool AsksForSession(object? terminus) =>
        terminus is Source { FilterSet: { } filters }
        && (filters.TryGetValue<object>(AmqpName.SessionFilter, out _) || filters.TryGetValue<object>(AmqpName.SharedSessionFilter, out _));

    /// <summary>The client sends, we receive.</summary>
    private AmqpLink CreateIncoming(AmqpSession session, AmqpLinkSettings settings)
    {
        var address = AddressOf(settings.Target);
        return EntityAddress.Parse(address, broker) switch
        {
            EntityAddress.Topic => TopicLink.Create(session, settings, broker),
            EntityAddress.Tokens => RequestLink.Create(session, settings, new TokenNode()),
            EntityAddress.Management { Entity: var queue } => RequestLink.Create(session, settings, new ManagementNode(broker, queue)),
            EntityAddress.Queue => throw AmqpFault.NotAllowed($"'{address}' takes no messages from senders: send to the topic."),
            _ => throw AmqpFault.NotFound(address),
        };
    }

    /// <summary>The client receives, we send.</summary>
    private AmqpLink CreateOutgoing(AmqpSession session, AmqpLinkSettings settings)
    {
        var address = AddressOf(settings.Source);
        return EntityAddress.Parse(address, broker) switch
        {
            EntityAddress.Queue when AsksForSession(settings.Source) => throw AmqpFault.NotAllowed($"'{address}' has no sessions."),
            EntityAddress.Queue { Address: var queue } => LaneLink.Create(session, settings, queue, broker, time),
            EntityAddress.Tokens or EntityAddress.Management => CreateReplyLink(session, settings),
            EntityAddress.Topic => throw AmqpFault.NotAllowed($"'{address}' is a topic: receive from one of its subscriptions."),
            _ => throw AmqpFault.NotFound(address),
        };
    }

    private static SendingAmqpLink CreateReplyLink(AmqpSession session, AmqpLinkSettings settings)
    {
        var link = new SendingAmqpLink(session, settings);
        ((ClientConnection)session.Connection).AddReplyLink(link, AddressOf(settings.Target));
        return link;
    }
}
