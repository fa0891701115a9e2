using System.Collections.Concurrent;
using Microsoft.Azure.Amqp.Transport;

namespace RiskFunctions.LocalHost.Broker.Amqp;

/// <summary>Listens on 127.0.0.1, and closes connections that do not go on to open AMQP.</summary>
internal sealed class LoopbackTransport(int port, TimeProvider time) : TransportListener("loopback")
{
    /// <summary>The time that a client has for header, SASL and open together.</summary>
    private static readonly TimeSpan HandshakeLimit = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, ITimer> _unopened = new(StringComparer.Ordinal);
    private readonly TcpTransportListener _tcp = new(new TcpTransportSettings { Host = "127.0.0.1", Port = port });

    /// <summary>The client at this end has opened its connection.</summary>
    public void LiftLimit(string remoteEndpoint)
    {
        if (_unopened.TryRemove(remoteEndpoint, out var limit))
        {
            limit.Dispose();
        }
    }

    protected override void OnListen() => _tcp.Listen((_, accepted) =>
    {
        var transport = accepted.Transport;
        var client = transport.RemoteEndPoint;
        _unopened[client] = time.CreateTimer(
            _ =>
            {
                LiftLimit(client);
                transport.Abort();
            },
            state: null,
            HandshakeLimit,
            Timeout.InfiniteTimeSpan);
        OnTransportAccepted(accepted);
    });

    protected override bool CloseInternal()
    {
        _tcp.Close();
        foreach (var limit in _unopened.Values)
        {
            limit.Dispose();
        }

        return true;
    }

    protected override void AbortInternal() => CloseInternal();
}
