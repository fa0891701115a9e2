namespace RiskFunctions.LocalHost.Sandbox.SecurityEvents;

/// <summary>A SET that passed every check.</summary>
internal sealed record ReceivedSet
{
    public required string Issuer { get; init; }

    /// <summary>The <c>jti</c>; the same one again is the same SET again.</summary>
    public required string Id { get; init; }

    /// <summary>The <c>kid</c> of the key that signed it.</summary>
    public required string KeyId { get; init; }

    /// <summary>The claim <c>events</c> as it was written, to see whether an id came back with something else.</summary>
    public required string EventsJson { get; init; }

    public required IReadOnlyList<ReceivedStatement> Statements { get; init; }
}
