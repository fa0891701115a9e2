using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using RiskFunctions.Azure.ServiceBus;
using RiskFunctions.Delivery;
using RiskFunctions.Delivery.Batches;
using RiskFunctions.LocalHost.Broker.Amqp;
using RiskFunctions.LocalHost.Broker.Messages;
using RiskFunctions.LocalHost.Broker.Queues;
using RiskFunctions.LocalHost.Topology;
using RiskFunctions.Signals;
using RiskFunctions.Signals.Results;
using static RiskFunctions.Testing.Time.Waiting;

namespace RiskFunctions.LocalHost.Tests.Broker.Amqp;

/// <summary>Passengers from a broker that speaks Service Bus's protocol, by our own source over Microsoft's client.</summary>
public sealed class LaneSourceTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly InMemoryBroker _broker = new(BrokerTopology.Load(), new BrokerOptions(), TimeProvider.System);
    private readonly AmqpListener _listener;
    private readonly ServiceBusConnection _connection;
    private readonly LateBatches _lateBatches = new(NullLogger<LateBatches>.Instance);
    private readonly ServiceBusLaneSource _source;
    private readonly CompletingDelivery _late = new();

    public LaneSourceTests()
    {
        _listener = AmqpListener.Start(_broker, port: 0, TimeProvider.System);
        var settings = new ConfigurationBuilder().AddInMemoryCollection([new("ServiceBus", _listener.ConnectionString)]).Build();
        _connection = new ServiceBusConnection(settings, () => throw new InvalidOperationException("No credential is needed."));
        _source = new ServiceBusLaneSource(_connection, _lateBatches);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _lateBatches.StoppingAsync(default);
        await _lateBatches.StopAsync(default);
        await _connection.DisposeAsync();
    }

    public void Dispose()
    {
        _source.Dispose();
        _lateBatches.Dispose();
        _listener.Dispose();
    }

    [Fact]
    public async Task Take_gives_what_is_there_oldest_first_and_no_more_than_asked_for()
    {
        Send("HIGH", 5);
        await ConnectedAsync();

        var first = await TakeAsync(RiskLevel.High, max: 2, until: 2);
        var rest = await TakeAsync(RiskLevel.High, max: 20, until: 3);

        Assert.Equal(["HIGH-0", "HIGH-1"], first);
        Assert.Equal(["HIGH-2", "HIGH-3", "HIGH-4"], rest);
        Assert.Empty(await TakeAsync(RiskLevel.Low, 20));
        Assert.Equal(new LaneCounts(0, 5, 0), _broker.Counts()["high"]);
    }

    [Fact]
    public async Task Take_LOW_after_two_empty_lanes_comes_within_the_time_that_a_request_has()
    {
        await ConnectedAsync();
        var inTime = 0;
        for (var round = 0; round < 10 && inTime < 20; round++)
        {
            Send("LOW", 20 - _broker.Counts()["low"].Active);
            using var enough = new CancellationTokenSource(SeatFilling.Longest, TimeProvider.System);

            _ = await _source.TakeAsync(RiskLevel.High, 20, _late, enough.Token);
            _ = await _source.TakeAsync(RiskLevel.Medium, 20, _late, enough.Token);
            for (inTime = 0; inTime < 20 && !enough.IsCancellationRequested;)
            {
                // Again, because the client may hand them over in pieces.
                inTime += (await _source.TakeAsync(RiskLevel.Low, 20 - inTime, _late, enough.Token)).Count;
            }

            await UntilAsync(() => inTime + _late.Messages + _broker.Counts()["low"].Active == 20);
            _late.Forget();
        }

        // A machine with its hands full may miss it now and then; never is too seldom.
        Assert.Equal(20, inTime);
    }

    [Fact]
    public async Task Take_enough_fires_returns_at_once_and_what_comes_is_delivered_as_a_batch_of_its_own()
    {
        Send("MEDIUM", 3);
        using var enough = new CancellationTokenSource();
        var take = _source.TakeAsync(RiskLevel.Medium, 20, _late, enough.Token);

        await enough.CancelAsync();

        Assert.Empty(await take.WaitAsync(Patience, TimeProvider.System));
        await UntilAsync(() => _late.Messages > 0);
        Assert.Equal(3, _late.Messages);
        Assert.Equal(new LaneCounts(0, 0, 0), _broker.Counts()["medium"]);
    }

    [Fact]
    public async Task Message_that_comes_after_a_take_came_back_short_is_locked_by_nobody_and_has_spent_no_delivery()
    {
        await ConnectedAsync();
        Send("LOW", 1);
        var taken = await TakeAsync(RiskLevel.Low, 20);
        await Assert.Single(taken).CompleteAsync(default);

        // The client's link has credit for 19 more, and nobody waits there.
        await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        Send("LOW", 1);
        var receiver = new ServiceBusLaneReceiver(_connection, TimeProvider.System);
        var received = Assert.Single(await receiver.ReceiveAsync("low", 20, TimeSpan.FromSeconds(2), default));

        Assert.Equal(1, received.Message.DeliveryCount);
        Assert.Equal(0, _late.Messages);
    }

    [Fact]
    public async Task Receive_that_is_stopped_leaves_nothing_locked()
    {
        var receiver = new ServiceBusLaneReceiver(_connection, TimeProvider.System);
        Send("HIGH", 1);
        await Assert.Single(await receiver.ReceiveAsync("high", 20, Patience, default)).CompleteAsync(default);
        using var stop = new CancellationTokenSource();
        var receive = receiver.ReceiveAsync("high", 20, Patience, stop.Token);

        Send("HIGH", 7);
        await stop.CancelAsync();

        var got = await Record.ExceptionAsync(() => receive) is null ? (await receive).Count : 0;
        await UntilAsync(() => _broker.Counts()["high"] == new LaneCounts(7 - got, got, 0));
    }

    [Fact]
    public async Task Locked_message_is_settled_renewed_and_lost_as_the_broker_says()
    {
        await ConnectedAsync();
        Send("HIGH", 4);
        var taken = await TakeAsync(RiskLevel.High, 4);

        await taken[0].CompleteAsync(default);
        await taken[1].AbandonAsync(new Dictionary<string, object>(StringComparer.Ordinal) { ["note"] = "x" }, default);
        await taken[2].DeadLetterAsync("InvalidSignal", "ip: " + new string('\u00e9', 5000), default);
        await taken[3].RenewLockAsync(default);

        await Assert.ThrowsAsync<LockLostException>(() => taken[0].CompleteAsync(default));
        await Assert.ThrowsAsync<LockLostException>(() => taken[1].RenewLockAsync(default));
        await Assert.ThrowsAsync<LockLostException>(() => taken[2].AbandonAsync(new Dictionary<string, object>(StringComparer.Ordinal), default));
        Assert.Equal(new LaneCounts(1, 1, 1), _broker.Counts()["high"]);
        Assert.Equal(("InvalidSignal", 4096), (_broker.DeadLetters()[0].Reason, _broker.DeadLetters()[0].Description.Length));
        var again = Assert.Single(await TakeAsync(RiskLevel.High, 20));
        Assert.Equal(("x", 2), (again.Message.Properties["note"], again.Message.DeliveryCount));
    }

    // Each link opens at its first use, which takes longer than a request waits.
    private async Task ConnectedAsync()
    {
        foreach (var level in Enum.GetValues<RiskLevel>())
        {
            var lane = level.Tag();
            if (_broker.Counts()[lane].Active == 0)
            {
                Assert.Empty(await TakeAsync(level, 1));
            }
        }
    }

    private Task<IReadOnlyList<LockedMessage>> TakeAsync(RiskLevel lane, int max) => _source.TakeAsync(lane, max, _late, CancellationToken.None);

    // A look is short, and a busy machine may miss it: it looks again then.
    private async Task<IReadOnlyList<string>> TakeAsync(RiskLevel lane, int max, int until)
    {
        var ids = new List<string>();
        var started = TimeProvider.System.GetTimestamp();
        while (ids.Count < until && TimeProvider.System.GetElapsedTime(started) < Patience)
        {
            var taken = await TakeAsync(lane, max - ids.Count);
            Assert.InRange(taken.Count, 0, max - ids.Count);
            ids.AddRange(Ids(taken));
        }

        return ids;
    }

    private void Send(string level, int count) => _broker.Send([.. Enumerable.Range(0, count).Select(i => new SentMessage
    {
        MessageId = $"{level}-{i}",
        Body = "{}"u8.ToArray(),
        Properties = new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase) { ["riskLevel"] = level },
    })]);

    private static IEnumerable<string> Ids(IEnumerable<LockedMessage> messages) => messages.Select(m => m.Message.MessageId);

    private sealed class CompletingDelivery : IBatchDelivery
    {
        private readonly ConcurrentBag<int> _batches = [];

        public int Messages => _batches.Sum();

        public void Forget() => _batches.Clear();

        public async Task DeliverAsync(RiskLevel lane, IReadOnlyList<LockedMessage> batch, CancellationToken cancellationToken)
        {
            foreach (var message in batch)
            {
                await message.CompleteAsync(CancellationToken.None);
            }

            _batches.Add(batch.Count);
        }
    }
}
