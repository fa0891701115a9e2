using Microsoft.Extensions.Logging;
using RiskFunctions.Delivery.Batches;
using RiskFunctions.Testing.Delivery;

namespace RiskFunctions.Core.Tests.Delivery.Batches;

public sealed class BatchesUnderWayTests : IDisposable
{
    private readonly CollectedLogs _logs = new();
    private readonly ILoggerFactory _loggers;
    private readonly BatchesUnderWay _underWay;

    public BatchesUnderWayTests()
    {
        _loggers = LoggerFactory.Create(b => b.AddProvider(_logs));
        _underWay = new BatchesUnderWay(_loggers.CreateLogger<BatchesUnderWay>());
    }

    [Fact]
    public async Task StopAsync_tells_every_batch_and_waits_for_all_of_them()
    {
        var (first, second) = (new TaskCompletionSource(), new TaskCompletionSource());
        var told = new TaskCompletionSource();
        var run = _underWay.RunAsync(_ => first.Task, CancellationToken.None);
        _underWay.Start(stopping =>
        {
            stopping.Register(told.SetResult);
            return second.Task;
        });

        var stop = _underWay.StopAsync(CancellationToken.None);

        await told.Task.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
        first.SetResult();
        await run;
        Assert.False(stop.IsCompleted);
        second.SetResult();
        await stop;
    }

    [Fact]
    public async Task StopAsync_waits_for_what_is_started_while_it_waits()
    {
        var (first, second) = (new TaskCompletionSource(), new TaskCompletionSource());
        _underWay.Start(async _ =>
        {
            await first.Task;
            _underWay.Start(_ => second.Task);
        });

        var stop = _underWay.StopAsync(CancellationToken.None);
        first.SetResult();

        await Assert.ThrowsAsync<TimeoutException>(() => stop.WaitAsync(TimeSpan.FromMilliseconds(50), TimeProvider.System));
        second.SetResult();
        await stop;
    }

    [Fact]
    public async Task StopAsync_waits_no_longer_than_its_caller()
    {
        _underWay.Start(_ => new TaskCompletionSource().Task);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _underWay.StopAsync(new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task RunAsync_ends_with_the_token_of_its_caller_and_throws_what_the_batch_throws()
    {
        using var caller = new CancellationTokenSource();
        var run = _underWay.RunAsync(stopping => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stopping), caller.Token);

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        await _underWay.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Start_throws_nothing_and_writes_down_what_failed()
    {
        _underWay.Start(_ => throw new InvalidOperationException("broken"));

        await _underWay.StopAsync(CancellationToken.None);

        var entry = Assert.Single(_logs.Entries);
        Assert.Equal((LogLevel.Error, "PassengersFailed"), (entry.Level, entry.Id.Name));
    }

    public void Dispose()
    {
        _underWay.Dispose();
        _loggers.Dispose();
        _logs.Dispose();
    }
}
