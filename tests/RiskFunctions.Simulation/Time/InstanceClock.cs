namespace RiskFunctions.Simulation.Time;

/// <summary>The clock of one instance: off by a constant, while what it measures is right.</summary>
internal sealed class InstanceClock(VirtualTime time, TimeSpan skew) : TimeProvider
{
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => time.Now + skew;

    public override long GetTimestamp() => time.Now.UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(time, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }
}
