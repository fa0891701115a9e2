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

    /// <summary>When the answer came (UTC), from which its reset counts; null means just now.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>The answer was 429.</summary>
    public bool Throttled { get; init; }

    /// <summary>Events that Okta accepted.</summary>
    public int Events { get; init; }

    /// <summary>Subjects in them.</summary>
    public int Subjects { get; init; }

    /// <summary>0 to 1, made by the caller: spreads instances that were throttled together.</summary>
    public required double Jitter { get; init; }
}
