namespace RiskFunctions.Simulation;

/// <summary>The figures of one row; those of requests and of MEDIUM and LOW are taken after the warm-up.</summary>
internal sealed record SimulationResult
{
    public required Scenario Scenario { get; init; }

    /// <summary>Requests at Okta, as a share of the limit.</summary>
    public required double Used { get; init; }

    /// <summary>Subjects in a request, on the average.</summary>
    public required double Seats { get; init; }

    /// <summary>The most requests in any sliding window, by true time, where they arrived.</summary>
    public required int WorstWindow { get; init; }

    /// <summary>Requests that Okta answered with 429.</summary>
    public required int Refused { get; init; }

    /// <summary>The longest time without a request.</summary>
    public required TimeSpan LongestSilence { get; init; }

    /// <summary>From arrival in the lane to arrival at Okta, shortest first.</summary>
    public required IReadOnlyList<TimeSpan> HighWaits { get; init; }

    /// <summary>HIGH signals that never came to Okta, although none has come for the last minute.</summary>
    public required int HighLeft { get; init; }

    /// <summary>MEDIUM signals at Okta in a minute.</summary>
    public required double MediumPerMinute { get; init; }

    /// <summary>LOW signals at Okta in a minute.</summary>
    public required double LowPerMinute { get; init; }

    /// <summary>Of the message that was handed out most often.</summary>
    public required int MostDeliveries { get; init; }

    public required double StoreOperationsPerMinute { get; init; }

    public required int Killed { get; init; }

    /// <summary>The wait that this share of the HIGH signals does not exceed; null when there was none.</summary>
    public TimeSpan? HighWait(double share) =>
        HighWaits.Count == 0 ? null : HighWaits[Math.Clamp((int)Math.Ceiling(HighWaits.Count * share) - 1, 0, HighWaits.Count - 1)];
}
