namespace RiskFunctions.Simulation.Time;

/// <summary>A timer in virtual time. Like those of .NET it knows whole milliseconds only and cuts the rest.</summary>
internal sealed class VirtualTimer(VirtualTime time, TimerCallback callback, object? state) : ITimer
{
    private long _awaited;

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        if (period > TimeSpan.Zero)
        {
            throw new NotSupportedException("The simulation has no periodic timers.");
        }

        _awaited = dueTime < TimeSpan.Zero ? 0 : time.Schedule(this, TimeSpan.FromMilliseconds(Math.Floor(dueTime.TotalMilliseconds)));
        return true;
    }

    /// <summary>Does nothing when the timer was changed or disposed since it was set with this number.</summary>
    public void Fire(long number)
    {
        if (number == _awaited)
        {
            callback(state);
        }
    }

    public void Dispose() => _awaited = 0;

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
