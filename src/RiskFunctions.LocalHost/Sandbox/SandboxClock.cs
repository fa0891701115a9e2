namespace RiskFunctions.LocalHost.Sandbox;

/// <summary>The org's two clocks: a monotone one for limits, and a wall clock that may be set wrong on purpose.</summary>
internal sealed class SandboxClock(TimeProvider time, TimeSpan offset)
{
    private readonly long _start = time.GetTimestamp();

    public TimeProvider Time => time;

    /// <summary>Time since the sandbox was made; never runs back.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(_start);

    /// <summary>The true time, for statistics.</summary>
    public DateTimeOffset TrueNow => time.GetUtcNow();

    /// <summary>The time that the org believes in: <c>Date</c>, resets, lifetimes.</summary>
    public DateTimeOffset ServerNow => time.GetUtcNow() + offset;
}
