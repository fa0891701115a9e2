namespace RiskFunctions.LocalHost.Broker.Queues;

/// <summary>What Service Bus lets an operator choose for a topic. The defaults are those of this product's deployment in Azure.</summary>
internal sealed record BrokerOptions
{
    /// <summary>Default of a Premium namespace: 1 MB, properties included.</summary>
    public const int DefaultMaxMessageBytes = 1_048_576;

    /// <summary>How long a receiver holds a message unless it renews. Default: 1 min.</summary>
    public TimeSpan LockDuration { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>After so many unsettled deliveries a message is dead-lettered. Default: 500.</summary>
    public int MaxDeliveryCount { get; init; } = 500;

    /// <summary>How long a message may wait; a message may ask for less, never for more. Default: 2 days.</summary>
    public TimeSpan TimeToLive { get; init; } = TimeSpan.FromDays(2);

    /// <summary>How long a message id is remembered, so that the same id is dropped. Default: null, which turns it off.</summary>
    public TimeSpan? DuplicateDetectionWindow { get; init; }

    /// <summary>Largest message, body and properties together.</summary>
    public int MaxMessageBytes { get; init; } = DefaultMaxMessageBytes;

    /// <summary>What is wrong with these options; null when nothing is.</summary>
    public string? Fault =>
        LockDuration <= TimeSpan.Zero ? $"{nameof(LockDuration)} must be above 0."
        : MaxDeliveryCount < 1 ? $"{nameof(MaxDeliveryCount)} must be at least 1."
        : TimeToLive <= TimeSpan.Zero ? $"{nameof(TimeToLive)} must be above 0."
        : DuplicateDetectionWindow <= TimeSpan.Zero ? $"{nameof(DuplicateDetectionWindow)} must be above 0, or null."
        : MaxMessageBytes < 1 ? $"{nameof(MaxMessageBytes)} must be at least 1."
        : null;
}
