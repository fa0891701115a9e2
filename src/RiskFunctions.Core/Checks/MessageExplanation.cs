namespace RiskFunctions.Checks;

/// <summary>What the flow would make of a message.</summary>
public sealed record MessageExplanation
{
    /// <summary><c>sent</c>, <c>cleared</c>, <c>trusted</c>, <c>no-address</c>, <c>users-left-out</c>, <c>destination-off</c> (kinds of completed without a request) or <c>dead-lettered</c>.</summary>
    public required string Becomes { get; init; }

    /// <summary>The formats of its layers, the outermost first, each with the field that told it; empty when none was recognized.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Formats { get; init; }

    public required IReadOnlyList<ExplainedAddress> Addresses { get; init; }

    /// <summary>Those of alerts only while <c>SecurityEvents:UsersFromAlerts</c> lets them speak; otherwise nobody looks for them.</summary>
    public required IReadOnlyList<ExplainedUser> Users { get; init; }

    /// <summary>Alerts that were cleared, by their path (empty for the whole message), with what said so.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Cleared { get; init; }

    /// <summary>Parts that could not be read: path, and what is wrong.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>The bodies that Okta would get, UTF-8 JSON, in this order, if the message were alone.</summary>
    public required IReadOnlyList<ReadOnlyMemory<byte>> Requests { get; init; }

    /// <summary>The dead-letter reason; null when the message is completed. With <see cref="Becomes"/> <c>sent</c> the rest of the message is sent first.</summary>
    public string? Reason { get; init; }

    /// <summary>The dead-letter description.</summary>
    public string? Description { get; init; }
}
