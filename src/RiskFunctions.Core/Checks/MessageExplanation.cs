namespace RiskFunctions.Checks;

/// <summary>What the flow would make of a message.</summary>
public sealed record MessageExplanation
{
    /// <summary>
    /// <c>sent</c>, <c>dead-lettered</c>, or completed without a request: <c>cleared</c>, <c>trusted</c>, <c>no-address</c>, <c>users-left-out</c> or
    /// <c>destination-off</c>.
    /// </summary>
    public required string Becomes { get; init; }

    /// <summary>The formats of its layers, the outermost first, each with the field that told it; empty for an unknown format.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Formats { get; init; }

    public required IReadOnlyList<ExplainedAddress> Addresses { get; init; }

    /// <summary>Users of alerts are here only when <c>SecurityEvents:UsersFromAlerts</c> is on.</summary>
    public required IReadOnlyList<ExplainedUser> Users { get; init; }

    /// <summary>Cleared alerts: path (empty for the whole message), and what says that they are cleared.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Cleared { get; init; }

    /// <summary>Parts that could not be read: path, and what is wrong.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>The request bodies for Okta (UTF-8 JSON), in order, if the message were alone.</summary>
    public required IReadOnlyList<ReadOnlyMemory<byte>> Requests { get; init; }

    /// <summary>The dead-letter reason; null when the message is completed. If it <see cref="Becomes"/> <c>sent</c>, the rest is sent first.</summary>
    public string? Reason { get; init; }

    /// <summary>The dead-letter description.</summary>
    public string? Description { get; init; }
}
