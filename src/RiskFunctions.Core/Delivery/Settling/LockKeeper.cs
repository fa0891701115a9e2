namespace RiskFunctions.Delivery.Settling;

/// <summary>
/// Renews the locks of a batch's open messages, since the Functions host renews none for batches. Each lock is renewed before
/// half of its time is gone, so that one failure leaves time for another try. Stops when disposed.
/// </summary>
internal sealed partial class LockKeeper(TimeProvider time, ILogger<LockKeeper> logger) : IAsyncDisposable
{
    /// <summary>The part of a lock's time after which it is renewed.</summary>
    private const double RenewAfter = 0.4;

    /// <summary>
    /// The longest time between two renewals. What is left of a lock is told by the broker's clock and ours; a clock far behind
    /// would renew too late. With this limit a lock of one minute holds with any clock.
    /// </summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(24);

    /// <summary>The part of a lock's time that one renewal may take, and after which a failed one is tried again.</summary>
    private const double TryAgainAfter = 0.1;

    /// <summary>A lock that seems to be over already (slow start, clocks apart) counts as having this much time.</summary>
    private static readonly TimeSpan ShortestLock = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _running = [];

    /// <summary>Keeps the locks of these messages too, until they are settled.</summary>
    public void Keep(IEnumerable<BatchMessage> messages) => _running.AddRange(messages.Select(m => KeepAsync(m, _stop.Token)));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running);
        _stop.Dispose();
    }

    // Each message by itself: a renewal that hangs must not keep the others from theirs.
    private async Task KeepAsync(BatchMessage message, CancellationToken stop)
    {
        // What is left of the lock at receipt stands for its full time.
        var left = message.Locked.LockedUntil - time.GetUtcNow();
        var duration = left > ShortestLock ? left : ShortestLock;
        var pause = left > ShortestLock ? PauseOf(duration) : TimeSpan.Zero;
        try
        {
            while (true)
            {
                await Task.Delay(pause, time, stop);
                if (!message.IsOpen)
                {
                    return;
                }

                pause = await RenewAsync(message, duration, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The batch is done.
        }
    }

    /// <returns>How long to wait before the next renewal.</returns>
    private async Task<TimeSpan> RenewAsync(BatchMessage message, TimeSpan duration, CancellationToken stop)
    {
        using var deadline = new CancellationTokenSource(duration * TryAgainAfter, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, deadline.Token);
        try
        {
            await message.Locked.RenewLockAsync(either.Token);
            return PauseOf(duration);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            throw;
        }
        catch (LockLostException)
        {
            // A message that was settled meanwhile has no lock to lose.
            if (!message.IsSettled && message.MarkLockLost())
            {
                LogLockLost(message.Id);
            }

            return TimeSpan.Zero;
        }
        catch (Exception e)
        {
            LogNotRenewed(message.Id, e);
            return duration * TryAgainAfter;
        }
    }

    private static TimeSpan PauseOf(TimeSpan duration) => duration * RenewAfter < LongestPause ? duration * RenewAfter : LongestPause;

    [LoggerMessage(1, LogLevel.Warning, "The lock of message {MessageId} is lost; the message will come again.", EventName = "MessageLockLost")]
    private partial void LogLockLost(string messageId);

    [LoggerMessage(2, LogLevel.Warning, "The lock of message {MessageId} could not be renewed; trying again.", EventName = "LockNotRenewed")]
    private partial void LogNotRenewed(string messageId, Exception exception);
}
