namespace RiskFunctions.Metering;

/// <summary>The meter at one moment.</summary>
public sealed record MeterSnapshot
{
    /// <summary>Requests allowed in one window: ours or Okta's limit, whichever is lower.</summary>
    public required int Limit { get; init; }

    public required TimeSpan Window { get; init; }

    /// <summary>Permits given in the last window, by all instances.</summary>
    public required int Used { get; init; }

    /// <summary>No request before this (UTC); null when nothing blocks.</summary>
    public DateTimeOffset? BlockedUntil { get; init; }

    /// <summary>Name of the store, with <c> (down)</c> behind it while this process goes on alone.</summary>
    public required string Store { get; init; }

    /// <summary>Closed and open minutes, oldest first.</summary>
    public required IReadOnlyList<MinuteUse> History { get; init; }
}
