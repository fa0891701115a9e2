using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;

namespace RiskFunctions.Delivery.Batches;

/// <summary>Knows every batch under way. A process that stops tells them to stop, and waits for their settlements.</summary>
internal sealed partial class BatchesUnderWay(ILogger<BatchesUnderWay> logger) : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<Task, bool> _batches = [];

    /// <summary>Runs a batch for its caller. The batch's token fires when the caller's does, or when the process stops.</summary>
    public async Task RunAsync(Func<CancellationToken, Task> batch, CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _batches.TryAdd(ended.Task, true);
        try
        {
            await batch(stopping.Token);
        }
        finally
        {
            _batches.TryRemove(ended.Task, out _);
            ended.SetResult();
        }
    }

    /// <summary>Runs a batch or a settlement for which nobody waits.</summary>
    public void Start(Func<CancellationToken, Task> batch) => _ = RunAloneAsync(batch);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Starts no new request and settles all that is known, unless <paramref name="cancellationToken"/> fires first.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        while (!_batches.IsEmpty)
        {
            await Task.WhenAll(_batches.Keys).WaitAsync(cancellationToken);
        }
    }

    public void Dispose() => _stopping.Dispose();

    private async Task RunAloneAsync(Func<CancellationToken, Task> batch)
    {
        try
        {
            await RunAsync(batch, CancellationToken.None);
        }
        catch (Exception e)
        {
            LogFailed(e);
        }
    }

    [LoggerMessage(1, LogLevel.Error,
        "Messages that ride with another batch, or were given back by one, could not be brought to their end; what is unsettled comes again when its " +
        "locks end.",
        EventName = "PassengersFailed")]
    private partial void LogFailed(Exception exception);
}
