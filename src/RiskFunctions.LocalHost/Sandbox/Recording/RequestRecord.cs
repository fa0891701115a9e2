namespace RiskFunctions.LocalHost.Sandbox.Recording;

/// <summary>One risk event request and what became of it.</summary>
internal sealed record RequestRecord
{
    public required Arrival Arrival { get; init; }

    /// <summary>The HTTP status answered; 0 when the connection ended without an answer.</summary>
    public required int Status { get; init; }

    /// <summary>Whether its events were taken over. With status 0 it was, and the sender cannot know.</summary>
    public bool Accepted { get; init; }

    /// <summary>Events in the body; 0 when it was not read.</summary>
    public int Events { get; init; }

    /// <summary>Subjects in the body; 0 when it was not read.</summary>
    public int Subjects { get; init; }

    /// <summary><c>HIGH</c>, <c>MEDIUM</c> or <c>LOW</c>; null when the body was not read.</summary>
    public string? HighestLevel { get; init; }

    /// <summary>Name of the fault that was put on this request; null for none.</summary>
    public string? Fault { get; init; }
}
