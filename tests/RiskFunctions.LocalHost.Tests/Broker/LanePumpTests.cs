using Microsoft.Extensions.Logging;
using RiskFunctions.Delivery;
using RiskFunctions.LocalHost.Broker.Messages;
using RiskFunctions.LocalHost.Broker.Pump;
using RiskFunctions.LocalHost.Broker.Queues;
using RiskFunctions.LocalHost.Topology;
using RiskFunctions.Signals;
using RiskFunctions.Testing.Delivery;
using RiskFunctions.Testing.Time;

namespace RiskFunctions.LocalHost.Tests.Broker;

public sealed class LanePumpTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly CollectedLogs _logs = new();
    private readonly ILogger<LanePump> _log;
    private readonly InMemoryBroker _broker;

    public LanePumpTests()
    {
        _broker = new InMemoryBroker(BrokerTopology.Load(), new BrokerOptions(), _time);
        _log = LoggerFactory.Create(b => b.AddProvider(_logs)).CreateLogger<LanePump>();
    }

    public void Dispose() => _stop.Dispose();

    [Fact]
    public async Task RunAsync_backlog_is_delivered_in_batches_of_at_most_20_one_at_a_time()
    {
        List<int> batches = [];
        var inFlight = 0;
        Send(45);

        await RunAsync(async batch =>
        {
            Assert.Equal(1, Interlocked.Increment(ref inFlight));
            batches.Add(batch.Count);
            await Task.Yield();
            await Task.WhenAll(batch.Select(m => m.CompleteAsync(default)));
            Interlocked.Decrement(ref inFlight);
            StopWhen(batches.Sum() == 45);
        });

        Assert.Equal([20, 20, 5], batches);
        Assert.Equal(new LaneCounts(0, 0, 0), _broker.Counts()["low"]);
    }

    [Fact]
    public async Task RunAsync_delivery_throws_abandons_only_what_is_unsettled_and_goes_on()
    {
        List<IEnumerable<int>> deliveries = [];
        Send(3);

        await RunAsync(async batch =>
        {
            deliveries.Add(batch.Select(m => m.Message.DeliveryCount).ToList());
            await batch[0].CompleteAsync(default);
            StopWhen(batch.Count == 1);
            throw new InvalidOperationException("bug");
        });

        Assert.Equal([[1, 1, 1], [2, 2], [3]], deliveries);
        Assert.Equal(new LaneCounts(0, 0, 0), _broker.Counts()["low"]);
        Assert.Equal(3, Logged(LogLevel.Error));
    }

    [Fact]
    public async Task RunAsync_delivery_that_always_throws_does_not_spin()
    {
        var start = _time.GetUtcNow();
        var attempts = 0;
        Send(1);

        await RunAsync(_ =>
        {
            StopWhen(++attempts == 20);
            throw new InvalidOperationException("bug");
        });

        Assert.InRange(_time.GetUtcNow() - start, TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task RunAsync_delivery_cancelled_at_shutdown_abandons_and_ends_quietly()
    {
        Send(2);

        await RunAsync(_ =>
        {
            StopWhen(true);
            throw new OperationCanceledException(_stop.Token);
        });

        Assert.Equal(new LaneCounts(2, 0, 0), _broker.Counts()["low"]);
        Assert.Equal(0, Logged(LogLevel.Error));
    }

    [Fact]
    public async Task RunAsync_cancelled_waits_for_the_batch_in_flight()
    {
        TaskCompletionSource started = new();
        TaskCompletionSource finish = new();
        Send(1);
        var run = Pump(new InProcessLaneReceiver(_broker), async batch =>
        {
            started.SetResult();
            await finish.Task;
            await batch[0].CompleteAsync(default);
        }).RunAsync(_stop.Token);
        await started.Task;

        await _stop.CancelAsync();
        Assert.False(run.IsCompleted);
        finish.SetResult();
        await run;

        Assert.Equal(new LaneCounts(0, 0, 0), _broker.Counts()["low"]);
    }

    [Fact]
    public async Task RunAsync_broker_away_for_ten_minutes_tries_on_and_logs_once_a_minute()
    {
        var start = _time.GetUtcNow();
        Send(1);
        AwayReceiver receiver = new(new InProcessLaneReceiver(_broker), _time, until: start.AddMinutes(10));

        var run = Pump(receiver, async batch =>
        {
            await batch[0].CompleteAsync(default);
            StopWhen(true);
        }).RunAsync(_stop.Token);
        await _time.RunUntilAsync(run, TimeSpan.FromMinutes(11));

        Assert.InRange(Logged(LogLevel.Warning), 8, 11);
        Assert.Equal(1, Logged(LogLevel.Information));
        Assert.InRange(receiver.Attempts, 40, 60);
        Assert.Equal(0, _broker.Counts()["low"].Active);
    }

    [Fact]
    public async Task PumpHost_runs_every_lane_with_its_own_level()
    {
        Send(1);
        Send(1, "HIGH");
        Send(1, "MEDIUM");
        List<RiskLevel> levels = [];
        TaskCompletionSource all = new();
        using PumpHost host = new(
            new InProcessLaneReceiver(_broker),
            new Delivery(async (level, batch) =>
            {
                await batch[0].CompleteAsync(default);
                lock (levels)
                {
                    levels.Add(level);
                    _ = levels.Count == 3 && all.TrySetResult();
                }
            }),
            _time,
            _log);

        await host.StartAsync(default);
        await all.Task.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System);
        await host.StopAsync(default);

        Assert.Equal([RiskLevel.Low, RiskLevel.Medium, RiskLevel.High], levels.Order());
    }

    private LanePump Pump(ILaneReceiver receiver, Func<IReadOnlyList<LockedMessage>, Task> deliver) =>
        new(RiskLevel.Low, receiver, new Delivery((_, batch) => deliver(batch)), _time, _log);

    private Task RunAsync(Func<IReadOnlyList<LockedMessage>, Task> deliver) =>
        _time.RunUntilAsync(Pump(new InProcessLaneReceiver(_broker), deliver).RunAsync(_stop.Token), TimeSpan.FromHours(1));

    private int Logged(LogLevel level) => _logs.Entries.Count(e => e.Level == level);

    private void StopWhen(bool done)
    {
        if (done)
        {
            _stop.Cancel();
        }
    }

    private void Send(int count, string level = "LOW")
    {
        Dictionary<string, object> properties = new(StringComparer.OrdinalIgnoreCase) { ["riskLevel"] = level };
        _broker.Send([.. Enumerable.Range(0, count).Select(_ => new SentMessage { Body = default, Properties = properties })]);
    }

    private sealed class Delivery(Func<RiskLevel, IReadOnlyList<LockedMessage>, Task> deliver) : IBatchDelivery
    {
        public Task DeliverAsync(RiskLevel lane, IReadOnlyList<LockedMessage> batch, CancellationToken cancellationToken) => deliver(lane, batch);
    }

    private sealed class AwayReceiver(ILaneReceiver inner, TimeProvider time, DateTimeOffset until) : ILaneReceiver
    {
        public int Attempts { get; private set; }

        public Task<IReadOnlyList<LockedMessage>> ReceiveAsync(string subscription, int maxMessages, TimeSpan wait, CancellationToken cancellationToken)
        {
            Attempts++;
            return time.GetUtcNow() < until
                ? throw new HttpRequestException("connection refused")
                : inner.ReceiveAsync(subscription, maxMessages, wait, cancellationToken);
        }
    }
}
