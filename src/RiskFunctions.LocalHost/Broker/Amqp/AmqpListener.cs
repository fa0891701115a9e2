using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;
using Microsoft.Azure.Amqp.Sasl;
using Microsoft.Azure.Amqp.Transport;
using RiskFunctions.LocalHost.Broker.Queues;

namespace RiskFunctions.LocalHost.Broker.Amqp;

/// <summary>The broker's AMQP 1.0 side, like the Service Bus emulator's: on 127.0.0.1, without TLS, any token accepted.</summary>
internal sealed class AmqpListener : IDisposable
{
    public const int DefaultPort = 5672;

    /// <summary>A client that leaves more than the first unread gets nothing more until it is below the second.</summary>
    private const int MostUnreadBytes = 4 * 1024 * 1024;

    private const int FewUnreadBytes = 1024 * 1024;

    /// <summary>As at Service Bus: a silent connection is closed after this. Clients keep it alive with empty frames.</summary>
    private static readonly TimeSpan IdleLimit = TimeSpan.FromMinutes(4);

    private static readonly TimeSpan OpenLimit = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<AmqpConnection, bool> _connections = new();
    private readonly AmqpSettings _settings = new();
    private readonly LoopbackTransport _loopback;
    private readonly AmqpTransportListener _listener;

    private AmqpListener(InMemoryBroker broker, int port, TimeProvider time)
    {
        Port = port;
        var sasl = new SaslTransportProvider();
        sasl.Versions.Add(new AmqpVersion(1, 0, 0));
        sasl.AddHandler(new SaslAnonymousHandler("MSSBCBS"));
        sasl.AddHandler(new SaslAnonymousHandler());
        var plain = new AmqpTransportProvider();
        plain.Versions.Add(new AmqpVersion(1, 0, 0));
        _settings.TransportProviders.Add(sasl);
        _settings.TransportProviders.Add(plain);
        _settings.RuntimeProvider = new BrokerRuntime(broker, time);
        _loopback = new LoopbackTransport(port, time);
        _listener = new AmqpTransportListener([_loopback], _settings);
    }

    public int Port { get; }

    /// <summary>What a client of any Service Bus SDK connects with.</summary>
    public string ConnectionString => ConnectionStringOf(Port);

    /// <summary>What a client connects with to a broker that listens on this port.</summary>
    public static string ConnectionStringOf(int port) =>
        $"Endpoint=sb://localhost:{port};SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE;UseDevelopmentEmulator=true;";

    /// <param name="port">On 127.0.0.1; 0 takes a free one.</param>
    /// <exception cref="AmqpPortTakenException">Another program listens there.</exception>
    public static AmqpListener Start(InMemoryBroker broker, int port, TimeProvider time)
    {
        while (true)
        {
            var chosen = port == 0 ? FreePort() : port;
            var listener = new AmqpListener(broker, chosen, time);
            try
            {
                listener._listener.Listen(listener.Accept);
                return listener;
            }
            catch (SocketException fault) when (fault.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
            {
                listener.Dispose();
                if (port != 0)
                {
                    throw new AmqpPortTakenException(port, fault);
                }
            }
        }
    }

    public void Dispose()
    {
        _listener.Close();
        foreach (var connection in _connections.Keys)
        {
            connection.SafeClose(new AmqpException(AmqpErrorCode.ConnectionForced, "The broker is stopping."));
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private void Accept(TransportListener source, TransportAsyncCallbackArgs accepted)
    {
        var settings = new AmqpConnectionSettings
        {
            ContainerId = "risk-functions-local",
            IdleTimeOut = (uint)IdleLimit.TotalMilliseconds,
            WriteBufferFullLimit = MostUnreadBytes,
            WriteBufferEmptyLimit = FewUnreadBytes,
        };
        var connection = _settings.RuntimeProvider.CreateConnection(
            accepted.Transport, (ProtocolHeader)accepted.UserToken, isInitiator: false, _settings, settings);
        _connections[connection] = true;
        connection.SafeAddClosed((_, _) => _connections.TryRemove(connection, out _));
        _ = OpenAsync(connection, accepted.Transport.RemoteEndPoint);
    }

    private async Task OpenAsync(AmqpConnection connection, string client)
    {
        try
        {
            await connection.OpenAsync(OpenLimit);
            _loopback.LiftLimit(client);
        }
        catch (Exception fault)
        {
            // A connection that cannot be opened concerns that client alone.
            connection.SafeClose(fault);
        }
    }
}
