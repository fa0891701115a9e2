namespace RiskFunctions.LocalHost.Sandbox.Limits;

/// <summary>Counts requests. Not safe for several threads at once: the sandbox asks under its own lock, so that times never run back.</summary>
internal interface IRequestLimit
{
    static IRequestLimit For(RequestLimitOptions options) =>
        options.Kind == RequestWindowKind.Sliding ? new SlidingRequestLimit(options) : new FixedRequestLimit(options);

    /// <summary>Asks for one request at <paramref name="now"/> and counts it.</summary>
    LimitReading Take(TimeSpan now);

    /// <summary>The state at <paramref name="now"/>; counts nothing.</summary>
    LimitReading Read(TimeSpan now);
}
