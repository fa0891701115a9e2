namespace RiskFunctions.Metering.State;

/// <summary>The meter's fixed numbers, made from the settings once.</summary>
internal sealed record MeterRules
{
    /// <summary>How long a permit counts from its decision to the start of its request. Later, the guard would no longer cover it.</summary>
    public static readonly TimeSpan PermitLifetime = TimeSpan.FromMilliseconds(400);

    /// <summary>
    /// What one instance may differ from the moment it wrote down: the way of the request to Okta, a busy machine.
    /// </summary>
    public static readonly TimeSpan PathGuard = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// The whole guard of one instance alone: its path may differ by twice <see cref="PathGuard"/>, since nothing else covers the first
    /// request of a cold process (a connection to set up, code to compile) or a starved machine.
    /// </summary>
    public static readonly TimeSpan LocalGuard = 2 * PathGuard;

    /// <summary>What the clocks of two instances may differ: half a second each, in opposite directions.</summary>
    public static readonly TimeSpan ClockGuard = TimeSpan.FromSeconds(1);

    /// <summary>How far ahead of ours a time in the state may be and still be that of a clock within <see cref="ClockGuard"/>.</summary>
    public static readonly TimeSpan BelievableLead = 2 * ClockGuard;

    /// <summary>Requests in any window, before Okta names a lower number.</summary>
    public required int Limit { get; init; }

    public required TimeSpan Window { get; init; }

    /// <summary>Permits of a window that MEDIUM and LOW never take.</summary>
    public int ReservedForHigh { get; init; }

    /// <summary>Added to the window, so that clock and network differences never put one request too many into Okta's window.</summary>
    public required TimeSpan Guard { get; init; }

    /// <summary>How long a waiting mark counts without renewal, which is how long a dead instance can hold up lower lanes.</summary>
    public TimeSpan MarkLifetime { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Longer blocks are never believed, nor written: <see cref="Decision.LimitLearning"/> cuts a longer <c>Retry-After</c>.</summary>
    public TimeSpan LongestBlock => (2 * Window) + TimeSpan.FromSeconds(20);

    /// <summary>How long a grant takes part in the count.</summary>
    public TimeSpan Span => Window + Guard;

    public static MeterRules From(RateMeterOptions options, bool isShared) => new()
    {
        Limit = options.RequestsPerMinute,
        Window = options.Window,
        ReservedForHigh = options.ReservedForHigh,
        Guard = isShared ? PathGuard + ClockGuard : LocalGuard,
    };

    /// <summary>The limit in force: ours, or Okta's when that is lower.</summary>
    public int LimitIn(MeterState state) => Math.Max(1, Math.Min(Limit, state.OktaLimit ?? Limit));
}
