namespace RiskFunctions.LocalHost.Broker.Messages;

/// <summary>Properties that a sender may set and a receiver may read, and nothing here acts on. Null means not set.</summary>
internal sealed record Envelope
{
    public static readonly Envelope Empty = new();

    public string? Subject { get; init; }

    public string? CorrelationId { get; init; }

    public string? To { get; init; }

    public string? ReplyTo { get; init; }

    public string? ReplyToSessionId { get; init; }

    public string? SessionId { get; init; }

    public string? PartitionKey { get; init; }
}
