namespace RiskFunctions.Simulation.Traffic;

/// <summary>What arrives in one lane.</summary>
internal abstract record LaneTraffic
{
    private LaneTraffic()
    {
    }

    /// <summary>Signals of the moment, one in each message.</summary>
    /// <param name="Gap">From one arrival to the next; the mean of it when <see cref="AtRandom"/> is set.</param>
    public sealed record Arrivals(TimeSpan Gap) : LaneTraffic
    {
        /// <summary>Signals that come at the same moment.</summary>
        public int AtOnce { get; init; } = 1;

        /// <summary>A Poisson process.</summary>
        public bool AtRandom { get; init; }

        public static Arrivals Every(double seconds) => new(TimeSpan.FromSeconds(seconds));
    }

    /// <summary>Messages without end, one signal in each.</summary>
    /// <param name="Apart">From the time of one signal to that of the next: beyond the tolerance each needs an event of its own, and 20 fill a request.</param>
    public sealed record Backlog(TimeSpan Apart) : LaneTraffic
    {
        /// <summary>Gathered over a long time: 20 seats a request.</summary>
        public static Backlog Old { get; } = new(TimeSpan.FromSeconds(15));

        /// <summary>Sent all at once: up to 1,000 seats a request.</summary>
        public static Backlog Surge { get; } = new(TimeSpan.FromMilliseconds(1));
    }
}
