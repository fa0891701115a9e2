using RiskFunctions.Metering.State;
using RiskFunctions.Okta.Answers;

namespace RiskFunctions.Metering.Decision;

/// <summary>What a request taught the meter.</summary>
internal sealed record SendReport
{
    /// <summary>Okta's rate-limit headers; null when there were none.</summary>
    public RateLimitReading? RateLimit { get; init; }

    /// <summary>The permit that the request went out with; null when it does not matter.</summary>
    public MeterGrant? Grant { get; init; }

    /// <summary>When the answer came (UTC); its reset counts from there. Null means just now.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>The answer was 429.</summary>
    public bool Throttled { get; init; }

    /// <summary>Events that Okta accepted.</summary>
    public int Events { get; init; }

    /// <summary>Subjects in them.</summary>
    public int Subjects { get; init; }

    /// <summary>0 to 1, random: spreads instances that were throttled together.</summary>
    public required double Jitter { get; init; }

    /// <summary>Events and subjects count only when Okta accepted them.</summary>
    public static SendReport Of(DeliveryOutcome outcome, int events, int subjects, double jitter) => new()
    {
        RateLimit = outcome.RateLimit,
        Throttled = outcome is DeliveryOutcome.Throttled,
        Events = outcome is DeliveryOutcome.Accepted ? events : 0,
        Subjects = outcome is DeliveryOutcome.Accepted ? subjects : 0,
        Jitter = jitter,
    };
}
