namespace RiskFunctions.Testing.Time;

/// <summary>A clock that moves only when a test moves it. Timers fire on the thread that moves it, in the order of their due time.</summary>
/// <remarks>
/// Not Microsoft's FakeTimeProvider: that does not say when its next timer is due, so a run of hours could only creep by in small steps.
/// A list of due times kept beside it leaves a gap in which a timer that is set while the clock moves is fired too late.
/// </remarks>
public sealed class ManualTimeProvider(DateTimeOffset start) : TimeProvider
{
    /// <summary>Looks at a pool that always has something to do, before the clock moves all the same.</summary>
    private const int MostLooks = 100;

    /// <summary>
    /// A look of a millisecond that took longer was kept from a core, and so may be a thread that holds work: looked at again, so many times.
    /// </summary>
    private static readonly TimeSpan Prompt = TimeSpan.FromMilliseconds(10);

    private const int MostSlowLooks = 5;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>A fixed, ordinary morning.</summary>
    public static readonly DateTimeOffset DefaultStart = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _now = start;

    public ManualTimeProvider()
        : this(DefaultStart)
    {
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>When the next timer is due; null when none is set.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            lock (_gate)
            {
                return _timers.Count == 0 ? null : _timers.Min(t => t.Due);
            }
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public void Advance(TimeSpan by) => AdvanceTo(GetUtcNow() + by);

    /// <summary>Moves the clock, firing each timer at its own due time on the way.</summary>
    public void AdvanceTo(DateTimeOffset target)
    {
        while (true)
        {
            ManualTimer? next;
            lock (_gate)
            {
                next = _timers.Where(t => t.Due <= target).MinBy(t => t.Due);
                if (next is null)
                {
                    _now = target > _now ? target : _now;
                    return;
                }

                _now = next.Due > _now ? next.Due : _now;
                next.Reschedule(_now);
            }

            next.Fire();
        }
    }

    /// <summary>
    /// Lets <paramref name="task"/> run to its end, jumping to the next timer whenever nothing moves any more.
    /// Fails when the clock would pass <paramref name="limit"/> from now, and when no timer is due for a minute of real time.
    /// </summary>
    public async Task RunUntilAsync(Task task, TimeSpan limit)
    {
        var end = GetUtcNow() + limit;
        var lastDue = System.GetTimestamp();
        while (!task.IsCompleted)
        {
            await SettleAsync(task);
            if (task.IsCompleted)
            {
                break;
            }

            var due = NextDue;
            if (due is null)
            {
                // Work may still be on its way through real I/O; give it real time rather than moving the clock.
                if (System.GetElapsedTime(lastDue) > 6 * Patience)
                {
                    throw new TimeoutException("Not finished, and for a minute no timer was due.");
                }

                await Task.WhenAny(task, Task.Delay(TimeSpan.FromMilliseconds(5), System));
                continue;
            }

            if (due > end)
            {
                // On a busy machine a thread may hold the last of the work and wait for a core: real time for it, and none on this clock.
                if (await Task.WhenAny(task, Task.Delay(Patience, System)) == task)
                {
                    break;
                }

                throw new TimeoutException($"Not finished {limit} of manual time after the start; the next timer is due at {due:O}.");
            }

            AdvanceTo(due.Value);
            lastDue = System.GetTimestamp();
        }

        await task;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    // Until the pool has nothing to do: on a busy machine work may wait there for a core.
    private static async Task SettleAsync(Task task)
    {
        var slowLooks = 0;
        for (var look = 0; look < MostLooks && !task.IsCompleted; look++)
        {
            var started = System.GetTimestamp();
            for (var i = 0; i < 20 && !task.IsCompleted; i++)
            {
                await Task.Yield();
            }

            if (!task.IsCompleted)
            {
                await Task.WhenAny(task, Task.Delay(TimeSpan.FromMilliseconds(1), System));
            }

            if (ThreadPool.PendingWorkItemCount == 0 && (System.GetElapsedTime(started) < Prompt || ++slowLooks == MostSlowLooks))
            {
                return;
            }
        }
    }

    private sealed class ManualTimer(ManualTimeProvider owner, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period = Timeout.InfiniteTimeSpan;

        public DateTimeOffset Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (owner._gate)
            {
                _period = period;
                owner._timers.Remove(this);
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Due = owner._now + dueTime;
                    owner._timers.Add(this);
                }
            }

            return true;
        }

        public void Reschedule(DateTimeOffset now)
        {
            if (_period > TimeSpan.Zero)
            {
                Due = now + _period;
            }
            else
            {
                owner._timers.Remove(this);
            }
        }

        public void Fire() => callback(state);

        public void Dispose()
        {
            lock (owner._gate)
            {
                owner._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
