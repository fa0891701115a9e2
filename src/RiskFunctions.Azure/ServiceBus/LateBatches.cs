using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RiskFunctions.Delivery;
using RiskFunctions.Signals;

namespace RiskFunctions.Azure.ServiceBus;

/// <summary>
/// Delivers messages that came too late for their request (a new connection, a slow broker): each receive at once, as a batch of its own.
/// The host waits for these batches when it stops.
/// </summary>
internal sealed partial class LateBatches(ILogger<LateBatches> logger) : IHostedLifecycleService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<Task, RiskLevel> _running = [];

    /// <summary>Returns at once.</summary>
    /// <param name="receive">May bring messages, none, or an exception.</param>
    /// <param name="late">Delivers what it brings.</param>
    public void Follow(RiskLevel lane, Task<IReadOnlyList<LockedMessage>> receive, IBatchDelivery late)
    {
        var batch = DeliverAsync(lane, receive, late);
        _running.TryAdd(batch, lane);
        _ = batch.ContinueWith(
            done => _running.TryRemove(done, out _),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => _stopping.CancelAsync();

    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(_running.Keys).WaitAsync(cancellationToken);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _stopping.Dispose();

    private async Task DeliverAsync(RiskLevel lane, Task<IReadOnlyList<LockedMessage>> receive, IBatchDelivery late)
    {
        IReadOnlyList<LockedMessage> batch;
        try
        {
            batch = await receive;
        }
        catch (OperationCanceledException)
        {
            // It was still waiting for its turn, and had asked for nothing.
            return;
        }
        catch (Exception fault)
        {
            LogNotTaken(lane, fault);
            return;
        }

        if (batch.Count == 0)
        {
            return;
        }

        try
        {
            await late.DeliverAsync(lane, batch, _stopping.Token);
        }
        catch (Exception fault)
        {
            LogFailed(lane, batch.Count, fault);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Lane {Lane}: the broker gave no passengers. Requests go without them.", EventName = "PassengersNotTaken")]
    private partial void LogNotTaken(RiskLevel lane, Exception fault);

    [LoggerMessage(2, LogLevel.Error,
        "Lane {Lane}: the delivery of {Messages} late message(s) failed. They come again when their locks end.",
        EventName = "LateBatchFailed")]
    private partial void LogFailed(RiskLevel lane, int messages, Exception fault);
}
