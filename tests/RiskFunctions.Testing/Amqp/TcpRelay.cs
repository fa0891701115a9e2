using System.Net;
using System.Net.Sockets;

namespace RiskFunctions.Testing.Amqp;

/// <summary>A wire between a client and a server of this machine, which can be listened to, stopped and cut.</summary>
public sealed class TcpRelay : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _cut = new();
    private readonly MemoryStream _said = new();
    private readonly List<Socket> _sockets = [];
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _server;
    private volatile bool _reads = true;

    private TcpRelay(int server)
    {
        _server = server;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
    }

    public int Port { get; }

    public static TcpRelay Start(int server)
    {
        var relay = new TcpRelay(server);
        _ = relay.AcceptAsync();
        return relay;
    }

    /// <summary>What the clients have said so far, one after another.</summary>
    public byte[] Said()
    {
        lock (_gate)
        {
            return _said.ToArray();
        }
    }

    /// <summary>From now on nothing of what the server says is read, as if the client were stuck.</summary>
    public void StopReading() => _reads = false;

    /// <summary>Ends all connections without a word, as when a process is killed or a cable pulled.</summary>
    public void Cut()
    {
        lock (_gate)
        {
            _sockets.ForEach(socket =>
            {
                socket.LingerState = new LingerOption(enable: true, seconds: 0);
                socket.Dispose();
            });
            _sockets.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _cut.TrySetResult();
        _listener.Stop();
        Cut();
        _stop.Dispose();
        await _said.DisposeAsync();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_stop.Token);
                var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await server.ConnectAsync(IPAddress.Loopback, _server, _stop.Token);
                lock (_gate)
                {
                    _sockets.AddRange([client, server]);
                }

                _ = CarryAsync(client, server, listens: true);
                _ = CarryAsync(server, client, listens: false);
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The relay has ended.
        }
    }

    private async Task CarryAsync(Socket from, Socket to, bool listens)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            int read;
            while ((read = await from.ReceiveAsync(buffer, _stop.Token)) > 0)
            {
                if (listens)
                {
                    lock (_gate)
                    {
                        _said.Write(buffer, 0, read);
                    }
                }
                else if (!_reads)
                {
                    await _cut.Task;
                    return;
                }

                for (var sent = 0; sent < read;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), _stop.Token);
                }
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception fault) when (fault is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The wire is cut.
        }
    }
}
