namespace RiskFunctions.LocalHost.Sandbox.SecurityEvents;

/// <summary>One request with a SET, and what became of it.</summary>
internal sealed record SetRecord
{
    /// <summary>Counted apart from risk event requests.</summary>
    public required Arrival Arrival { get; init; }

    /// <summary>The HTTP status answered; 0 when the connection ended without an answer.</summary>
    public required int Status { get; init; }

    /// <summary>The <c>err</c> of a refusal; null for none.</summary>
    public string? Err { get; init; }

    /// <summary>Whether it was taken over, as a duplicate or not. With status 0 it was, and the sender cannot know.</summary>
    public bool Accepted { get; init; }

    /// <summary>Whether its jti was accepted before; then nothing of it counts.</summary>
    public bool IsDuplicate { get; init; }

    /// <summary>Whether it was accepted and names no user that the org has.</summary>
    public bool IsIgnored { get; init; }

    /// <summary>The <c>jti</c>; null when it was not verified.</summary>
    public string? Id { get; init; }

    /// <summary>The <c>kid</c>; null when it was not verified.</summary>
    public string? KeyId { get; init; }

    /// <summary>Its events; empty when it was not verified.</summary>
    public IReadOnlyList<ReceivedStatement> Statements { get; init; } = [];

    /// <summary>Name of the fault that was put on this request; null for none.</summary>
    public string? Fault { get; init; }
}
