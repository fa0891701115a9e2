namespace RiskFunctions.LocalHost.Broker.Messages;

/// <summary>A message as it is at one moment: given out under a lock, or only shown.</summary>
internal sealed record DeliveredMessage
{
    public required SentMessage Sent { get; init; }

    public required string MessageId { get; init; }

    public required QueueAddress Queue { get; init; }

    public required long SequenceNumber { get; init; }

    /// <summary>The number that the topic gave it.</summary>
    public required long EnqueuedSequenceNumber { get; init; }

    public required DateTimeOffset EnqueuedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Deliveries begun so far, this one included.</summary>
    public required int DeliveryCount { get; init; }

    /// <summary>The last lock on it; empty when it was never given out.</summary>
    public required Guid LockToken { get; init; }

    /// <summary>The end of that lock (UTC).</summary>
    public required DateTimeOffset LockedUntil { get; init; }

    /// <summary>Null while it is not dead-lettered.</summary>
    public required string? DeadLetterReason { get; init; }

    public required string? DeadLetterDescription { get; init; }

    public static DeliveredMessage Of(string lane, QueuedMessage message) => new()
    {
        Sent = message.Sent,
        MessageId = message.MessageId,
        Queue = new QueueAddress(lane, message.IsDead),
        SequenceNumber = message.SequenceNumber,
        EnqueuedSequenceNumber = message.EnqueuedSequenceNumber,
        EnqueuedAt = message.EnqueuedAt,
        ExpiresAt = message.ExpiresAt,
        DeliveryCount = message.DeliveryCount,
        LockToken = message.LockToken,
        LockedUntil = message.LockedUntil,
        DeadLetterReason = message.DeadLetterReason,
        DeadLetterDescription = message.DeadLetterDescription,
    };
}
