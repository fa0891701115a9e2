using System.Net;
using System.Net.Sockets;
using Azure.Messaging.ServiceBus;
using RiskFunctions.LocalHost.Broker.Amqp;
using RiskFunctions.LocalHost.Broker.Queues;
using RiskFunctions.LocalHost.Topology;

namespace RiskFunctions.Testing.Amqp;

/// <summary>Spoilt conversations against the broker's AMQP listener, while one client does its work beside them and must not notice.</summary>
internal sealed class ListenerFuzz : IAsyncDisposable
{
    private const string Topic = "risk-signals";
    private const int Attackers = 8;

    /// <summary>A round of the good client is a matter of milliseconds; so long means that somebody held it up.</summary>
    private static readonly TimeSpan LongestRound = TimeSpan.FromSeconds(10);

    private readonly InMemoryBroker _broker = new(BrokerTopology.Load(), new BrokerOptions { LockDuration = TimeSpan.FromSeconds(5) }, TimeProvider.System);
    private readonly AmqpListener _listener;
    private readonly ServiceBusClient _client;
    private int _attacks;

    public ListenerFuzz()
    {
        _listener = AmqpListener.Start(_broker, port: 0, TimeProvider.System);
        _client = NewClient(_listener.Port);
    }

    /// <returns>How many conversations were tried, how many rounds the good client did beside them, and how long its slowest took.</returns>
    /// <exception cref="ServiceBusException">The good client was disturbed.</exception>
    /// <exception cref="TimeoutException">The good client was held up.</exception>
    public async Task<(int Attacks, int Rounds, TimeSpan Slowest)> RunAsync(TimeSpan budget, int seed)
    {
        var conversation = await RecordAsync();
        using var stop = new CancellationTokenSource(budget, TimeProvider.System);
        var attackers = Enumerable.Range(0, Attackers)
            .Select(n => AttackAsync(new FrameMutator(conversation, (seed * Attackers) + n), new Random(n), stop.Token)).ToList();
        var (rounds, slowest) = (0, TimeSpan.Zero);
        await using var sender = _client.CreateSender(Topic);
        await using var receiver = _client.CreateReceiver(Topic, "high");
        while (!stop.IsCancellationRequested)
        {
            var started = TimeProvider.System.GetTimestamp();
            await WorkAsync(sender, receiver).WaitAsync(LongestRound, TimeProvider.System);
            var took = TimeProvider.System.GetElapsedTime(started);
            slowest = took > slowest ? took : slowest;
            rounds++;
        }

        await Task.WhenAll(attackers);
        return (_attacks, rounds, slowest);
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        _listener.Dispose();
    }

    private static ServiceBusClient NewClient(int port) => new(
        $"Endpoint=sb://localhost:{port};SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE;UseDevelopmentEmulator=true;",
        new ServiceBusClientOptions { RetryOptions = new ServiceBusRetryOptions { MaxRetries = 0 } });

    private static ServiceBusMessage Message(string level) => new("hello") { ApplicationProperties = { ["riskLevel"] = level } };

    private static async Task WorkAsync(ServiceBusSender sender, ServiceBusReceiver receiver)
    {
        var message = Message("HIGH");
        message.MessageId = Guid.NewGuid().ToString();
        await sender.SendMessageAsync(message);
        var received = await receiver.ReceiveMessageAsync(LongestRound);
        if (received?.MessageId != message.MessageId)
        {
            throw new TimeoutException($"The good client sent {message.MessageId} and received {received?.MessageId ?? "nothing"}.");
        }

        await receiver.CompleteMessageAsync(received);
    }

    /// <summary>All that a client says when it sends, receives, renews, peeks and settles in a lane of its own.</summary>
    private async Task<byte[]> RecordAsync()
    {
        await using var relay = TcpRelay.Start(_listener.Port);
        await using (var client = NewClient(relay.Port))
        {
            await using var sender = client.CreateSender(Topic);
            await sender.SendMessagesAsync([Message("LOW"), Message("LOW"), Message("LOW")]);
            await using var receiver = client.CreateReceiver(Topic, "low");
            foreach (var message in await receiver.ReceiveMessagesAsync(3, LongestRound))
            {
                await receiver.RenewMessageLockAsync(message);
                await receiver.AbandonMessageAsync(message, new Dictionary<string, object>(StringComparer.Ordinal) { ["note"] = 1 });
            }

            await receiver.PeekMessagesAsync(5);
            await receiver.DeadLetterMessageAsync(await receiver.ReceiveMessageAsync(LongestRound), "reason", "description");
        }

        return relay.Said();
    }

    private async Task AttackAsync(FrameMutator mutator, Random random, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(IPAddress.Loopback, _listener.Port, stop);
                var bytes = mutator.Next();

                // In pieces, so that the listener is in the middle of things; and then gone at once, or after a look at the answer.
                for (var at = 0; at < bytes.Length;)
                {
                    var piece = Math.Min(1 + random.Next(2000), bytes.Length - at);
                    await socket.SendAsync(bytes.AsMemory(at, piece), stop);
                    at += piece;
                }

                if (random.Next(2) == 0)
                {
                    using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(random.Next(1, 50)), TimeProvider.System);
                    await socket.ReceiveAsync(new byte[64 * 1024], patience.Token);
                }
            }
            catch (Exception fault) when (fault is SocketException or OperationCanceledException)
            {
                // The listener hung up, as it should.
            }

            Interlocked.Increment(ref _attacks);
        }
    }
}
