namespace RiskFunctions.Metering.State;

/// <summary>The meter's fixed numbers, made from the settings once.</summary>
internal sealed record MeterRules
{
    /// <summary>The longest time from a permit's decision to the start of its request. Later, the guard would not cover it.</summary>
    public static readonly TimeSpan PermitLifetime = TimeSpan.FromMilliseconds(400);

    /// <summary>How far the start of a request at Okta may be from the time written down: the network, a busy machine.</summary>
    public static readonly TimeSpan PathGuard = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// The guard of one instance alone. Twice <see cref="PathGuard"/>, because nothing else covers a starved machine or the first request of
    /// a cold process, which sets up its connection and compiles its code.
    /// </summary>
    public static readonly TimeSpan LocalGuard = 2 * PathGuard;

    /// <summary>How far two instances' clocks may differ: half a second each, in opposite directions (docs/adr/0004-guard-for-clock-and-network.md).</summary>
    public static readonly TimeSpan ClockGuard = TimeSpan.FromSeconds(1);

    /// <summary>A time further ahead of our clock than this comes from a clock that is wrong by more than <see cref="ClockGuard"/>.</summary>
    public static readonly TimeSpan BelievableLead = 2 * ClockGuard;

    /// <summary>Requests in any window, before Okta names a lower number.</summary>
    public required int Limit { get; init; }

    public required TimeSpan Window { get; init; }

    /// <summary>Permits of a window that MEDIUM and LOW never take.</summary>
    public int ReservedForHigh { get; init; }

    /// <summary>Added to the window, so that differences of clocks and network never put too many requests into Okta's window.</summary>
    public required TimeSpan Guard { get; init; }

    /// <summary>How long a waiting mark counts without renewal, and so how long a dead instance can hold up lower lanes.</summary>
    public TimeSpan MarkLifetime { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The longest block that is believed. <see cref="Decision.LimitLearning"/> cuts a longer <c>Retry-After</c>.</summary>
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
