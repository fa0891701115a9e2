namespace RiskFunctions.Testing.Time;

/// <summary>
/// The machine's clock, which a test can set forward: an hour passes without being waited for. Timers that run take no notice, and run on: those of a
/// fake clock would stand still.
/// </summary>
internal sealed class JumpingTimeProvider : TimeProvider
{
    private long _jumped;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Jump(TimeSpan time) => Interlocked.Add(ref _jumped, time.Ticks);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref _jumped));

    public override long GetTimestamp() => System.GetElapsedTime(0).Ticks + Interlocked.Read(ref _jumped);
}
