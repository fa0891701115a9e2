using RiskFunctions.Signals;

namespace RiskFunctions.Metering;

/// <summary>What one minute used of the limit.</summary>
public sealed record MinuteUse
{
    /// <summary>Start of the minute (UTC).</summary>
    public required DateTimeOffset Minute { get; init; }

    /// <summary>Permits taken by requests whose highest level was HIGH.</summary>
    public int High { get; init; }

    /// <summary>Permits taken by requests whose highest level was MEDIUM.</summary>
    public int Medium { get; init; }

    /// <summary>Permits taken by requests whose highest level was LOW.</summary>
    public int Low { get; init; }

    /// <summary>Risk events that Okta accepted.</summary>
    public int Events { get; init; }

    /// <summary>Subjects in those events.</summary>
    public int Subjects { get; init; }

    /// <summary>Answers with status 429.</summary>
    public int Throttled { get; init; }

    /// <summary>The limit in force when the minute was closed, requests a window; 0 while it is open.</summary>
    public int Limit { get; init; }

    /// <summary>Permits taken in all lanes.</summary>
    public int Requests => High + Medium + Low;

    /// <param name="lane">Of the highest signal.</param>
    /// <param name="count">1 for a permit that was taken, -1 for one that was returned; it may have been taken in the minute before.</param>
    internal MinuteUse WithPermit(RiskLevel lane, int count = 1) => lane switch
    {
        RiskLevel.High => this with { High = Math.Max(0, High + count) },
        RiskLevel.Medium => this with { Medium = Math.Max(0, Medium + count) },
        RiskLevel.Low => this with { Low = Math.Max(0, Low + count) },
        _ => throw new ArgumentOutOfRangeException(nameof(lane), lane, "Not a lane."),
    };
}
