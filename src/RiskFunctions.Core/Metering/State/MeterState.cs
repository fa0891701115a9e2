using System.Collections.Immutable;

namespace RiskFunctions.Metering.State;

/// <summary>Everything that the instances share about the limit: one small document, carried from decision to decision.</summary>
internal sealed record MeterState
{
    /// <summary>The layout of the document. A higher number was written by a newer version, and is left alone.</summary>
    public const int CurrentVersion = 1;

    public int Version { get; init; } = CurrentVersion;

    /// <summary>Permits given in the last window, oldest first.</summary>
    public ImmutableArray<MeterGrant> Grants { get; init; } = [];

    /// <summary>The last limit that Okta named in its headers; null until it has named one.</summary>
    public int? OktaLimit { get; init; }

    /// <summary>No permit before this (UTC); null when nothing blocks.</summary>
    public DateTimeOffset? BlockedUntil { get; init; }

    /// <summary>Who waits in which lane, in the order of arrival. A mark ends by itself: a dead instance holds up others for its lifetime at most.</summary>
    public ImmutableArray<WaitingMark> Waiting { get; init; } = [];

    /// <summary>Use by the minute, oldest first: closed ones, at most <see cref="Decision.MinuteLedger.KeptMinutes"/>, and then the open ones.</summary>
    public ImmutableArray<MinuteUse> Minutes { get; init; } = [];

    /// <summary>Start of the last closed minute (UTC); null before the first closing.</summary>
    public DateTimeOffset? ClosedThrough { get; init; }
}
