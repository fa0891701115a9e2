namespace RiskFunctions.LocalHost.Sandbox.SecurityEvents;

/// <summary>What the sandbox has seen of SETs so far. A snapshot.</summary>
internal sealed record SetStatistics
{
    /// <summary>Finished requests by the status answered; 0 stands for a connection that ended without an answer.</summary>
    public required IReadOnlyDictionary<int, int> RequestsByStatus { get; init; }

    /// <summary>Refusals with 400 by their <c>err</c>.</summary>
    public required IReadOnlyDictionary<string, int> RefusedByError { get; init; }

    /// <summary>SETs taken over, each jti once.</summary>
    public required int Accepted { get; init; }

    /// <summary>SETs whose jti was accepted before.</summary>
    public required int Duplicates { get; init; }

    /// <summary>Those among the duplicates that say something else than the first one did: a fault of the sender, lost without a word.</summary>
    public required int ConflictingDuplicates { get; init; }

    /// <summary>Those among the accepted that name no user of the org.</summary>
    public required int Ignored { get; init; }

    /// <summary>Most requests that came within any one window, whatever was answered.</summary>
    public required int WorstWindow { get; init; }

    /// <summary>How often a provider's key set was fetched.</summary>
    public required int KeySetFetches { get; init; }
}
