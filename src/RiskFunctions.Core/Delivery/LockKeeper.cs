using Microsoft.Extensions.Logging;

namespace RiskFunctions.Delivery;

/// <summary>
/// Renews the locks of a batch's open messages by hand, since the Functions host renews none for batches. Each lock is renewed before
/// half of its time is gone, so that one failure leaves time for another try. Stops when disposed.
/// </summary>
internal sealed partial class LockKeeper : IAsyncDisposable
{
    /// <summary>The part of a lock's time after which it is renewed.</summary>
    private const double RenewAfter = 0.4;

    /// <summary>
    /// The longest time between two renewals. How much of a lock is left is told by two clocks, and one of ours that is far behind the broker's
    /// would renew too late: with this, a lock of a minute bears any clock.
    /// </summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(24);

    /// <summary>The part of a lock's time that one renewal may take, and after which a failed one is tried again.</summary>
    private const double TryAgainAfter = 0.1;

    /// <summary>A lock that seems to be over already (a slow start, clocks apart) is treated as having this much time.</summary>
    private static readonly TimeSpan ShortestLock = TimeSpan.FromSeconds(5);

    private readonly TimeProvider _time;
    private readonly ILogger<LockKeeper> _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _running = [];

    public LockKeeper(TimeProvider time, ILogger<LockKeeper> logger)
    {
        _time = time;
        _logger = logger;
    }

    /// <summary>Keeps the locks of these messages too, until they are settled.</summary>
    public void Keep(IEnumerable<BatchMessage> messages)
    {
        var now = _time.GetUtcNow();
        _running.AddRange(messages.Select(m => KeepAsync(Lock.Of(m, now), _stop.Token)));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running);
        _stop.Dispose();
    }

    // Each message on its own: a renewal that hangs must not keep the others from theirs.
    private async Task KeepAsync(Lock held, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                var pause = held.RenewAt - _time.GetUtcNow();
                if (pause > TimeSpan.Zero)
                {
                    await Task.Delay(pause, _time, stop);
                }

                if (!held.Message.IsOpen)
                {
                    return;
                }

                await RenewAsync(held, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The batch is done.
        }
    }

    private async Task RenewAsync(Lock held, CancellationToken stop)
    {
        using var deadline = new CancellationTokenSource(held.Duration * TryAgainAfter, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, deadline.Token);
        try
        {
            await held.Message.Locked.RenewLockAsync(either.Token);
            held.RenewAt = _time.GetUtcNow() + held.Pause;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            throw;
        }
        catch (LockLostException)
        {
            // A message that was settled while the renewal was under way has no lock to lose.
            if (!held.Message.IsSettled && held.Message.MarkLockLost())
            {
                LogLockLost(held.Message.Id);
            }
        }
        catch (Exception e)
        {
            held.RenewAt = _time.GetUtcNow() + (held.Duration * TryAgainAfter);
            LogNotRenewed(held.Message.Id, e);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The lock of message {MessageId} is lost; the message will come again.", EventName = "MessageLockLost")]
    private partial void LogLockLost(string messageId);

    [LoggerMessage(2, LogLevel.Warning, "The lock of message {MessageId} could not be renewed; trying again.", EventName = "LockNotRenewed")]
    private partial void LogNotRenewed(string messageId, Exception exception);

    private sealed class Lock(BatchMessage message, TimeSpan duration, DateTimeOffset renewAt)
    {
        public BatchMessage Message { get; } = message;

        /// <summary>The lock's full time as far as it is known: what was left of it at receipt.</summary>
        public TimeSpan Duration { get; } = duration;

        /// <summary>From one renewal to the next.</summary>
        public TimeSpan Pause => PauseOf(Duration);

        public DateTimeOffset RenewAt { get; set; } = renewAt;

        public static Lock Of(BatchMessage message, DateTimeOffset now)
        {
            var left = message.Locked.LockedUntil - now;
            var duration = left > ShortestLock ? left : ShortestLock;
            return new Lock(message, duration, now + (left > ShortestLock ? PauseOf(duration) : TimeSpan.Zero));
        }

        private static TimeSpan PauseOf(TimeSpan duration) => duration * RenewAfter < LongestPause ? duration * RenewAfter : LongestPause;
    }
}
