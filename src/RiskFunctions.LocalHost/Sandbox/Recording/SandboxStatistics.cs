using RiskFunctions.LocalHost.Sandbox.SecurityEvents;

namespace RiskFunctions.LocalHost.Sandbox.Recording;

/// <summary>What the sandbox has seen so far. A snapshot. "Requests" are risk event requests unless said otherwise.</summary>
internal sealed record SandboxStatistics
{
    /// <summary>Finished requests by the status answered; 0 stands for a connection that ended without an answer.</summary>
    public required IReadOnlyDictionary<int, int> RequestsByStatus { get; init; }

    public required int AcceptedRequests { get; init; }

    public required int AcceptedEvents { get; init; }

    public required int AcceptedSubjects { get; init; }

    /// <summary>Subjects that were accepted more than once: same address, message and timestamp.</summary>
    public required int Duplicates { get; init; }

    /// <summary>Requests answered with 429, for whatever reason.</summary>
    public required int Throttled { get; init; }

    /// <summary>Most requests that came within any one window, whatever was answered.</summary>
    public required int WorstWindow { get; init; }

    /// <summary>When the first request came (UTC); null before.</summary>
    public required DateTimeOffset? FirstArrival { get; init; }

    /// <summary>When the latest request came (UTC); null before the first.</summary>
    public required DateTimeOffset? LastArrival { get; init; }

    /// <summary>How often each fault was put on a request of any kind.</summary>
    public required IReadOnlyDictionary<string, int> FaultsInjected { get; init; }

    /// <summary>Requests to the token endpoint by the status answered.</summary>
    public required IReadOnlyDictionary<int, int> TokenRequestsByStatus { get; init; }

    /// <summary>Requests to a path or with a method that nobody should use.</summary>
    public required int UnexpectedRequests { get; init; }

    /// <summary>Security event tokens, which count nowhere else but among the faults.</summary>
    public required SetStatistics SecurityEvents { get; init; }
}
