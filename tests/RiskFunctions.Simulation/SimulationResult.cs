namespace RiskFunctions.Simulation;

/// <summary>The figures of one row.</summary>
internal sealed record SimulationResult
{
    public required Scenario Scenario { get; init; }

    public required RunCounts Counts { get; init; }

    /// <summary>Requests at Okta, as a share of the limit, after the warm-up.</summary>
    public required double Used { get; init; }

    /// <summary>The most requests in any sliding window, by true time, where they arrived.</summary>
    public required int WorstWindow { get; init; }

    /// <summary>Requests that Okta answered with 429.</summary>
    public required int Refused { get; init; }

    /// <summary>The longest time without a request after the warm-up.</summary>
    public required TimeSpan LongestSilence { get; init; }

    public required double StoreOperationsPerMinute { get; init; }

    public static SimulationResult Of(
        Scenario scenario,
        RunCounts counts,
        SimulatedOkta okta,
        DateTimeOffset from,
        DateTimeOffset to,
        TimeSpan length)
    {
        counts.HighWaits.Sort();
        var measured = okta.Arrivals.Where(a => a >= from).ToList();
        return new SimulationResult
        {
            Scenario = scenario,
            Counts = counts,
            Used = measured.Count / (SimulationRun.Limit * (to - from).TotalMinutes),
            WorstWindow = okta.WorstWindow,
            Refused = okta.Refused,
            LongestSilence = measured.Zip(measured.Skip(1), (a, b) => b - a).DefaultIfEmpty().Max(),
            StoreOperationsPerMinute = counts.StoreOperations / length.TotalMinutes,
        };
    }

    /// <summary>The HIGH wait that this share of the requests does not exceed; null when there was none.</summary>
    public TimeSpan? HighWait(double share)
    {
        var waits = Counts.HighWaits;
        return waits.Count == 0 ? null : waits[Math.Clamp((int)Math.Ceiling(waits.Count * share) - 1, 0, waits.Count - 1)];
    }
}
