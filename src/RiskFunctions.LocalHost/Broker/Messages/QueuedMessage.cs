namespace RiskFunctions.LocalHost.Broker.Messages;

/// <summary>One subscription's copy of a message, and where it is in its life. Guarded by the broker's lock.</summary>
internal sealed class QueuedMessage
{
    /// <summary>As the sender gave it, with the properties that a receiver has set since.</summary>
    public required SentMessage Sent { get; set; }

    public required string MessageId { get; init; }

    /// <summary>The order in which the broker took messages; a redelivery keeps it, a scheduled message gets a new one when it falls due.</summary>
    public required long SequenceNumber { get; set; }

    /// <summary>The number that the topic gave the message; every lane's copy has the same.</summary>
    public required long EnqueuedSequenceNumber { get; init; }

    /// <summary>When it becomes deliverable: when it was sent, or the time that it was scheduled for (UTC).</summary>
    public required DateTimeOffset EnqueuedAt { get; init; }

    /// <summary>From then on it is dead-lettered rather than delivered (UTC).</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Deliveries begun so far.</summary>
    public int DeliveryCount { get; set; }

    public Guid LockToken { get; set; }

    public DateTimeOffset LockedUntil { get; set; }

    /// <summary>Set while it is in the dead-letter queue.</summary>
    public string? DeadLetterReason { get; set; }

    public string? DeadLetterDescription { get; set; }

    public bool IsDead => DeadLetterReason is not null;

    /// <summary>Sets application properties; others stay as they are. Null sets none.</summary>
    public void Set(IReadOnlyDictionary<string, object>? properties)
    {
        if (properties is { Count: > 0 })
        {
            var all = new Dictionary<string, object>(Sent.Properties, StringComparer.OrdinalIgnoreCase);
            foreach (var (name, value) in properties)
            {
                all[name] = value;
            }

            Sent = Sent with { Properties = all };
        }
    }

    /// <param name="sent">As the sender gave it.</param>
    /// <param name="messageId">The sender's id, or the broker's when there is none.</param>
    /// <param name="sequenceNumber">The broker's next number.</param>
    /// <param name="enqueuedSequenceNumber">The topic's number of the message.</param>
    /// <param name="now">When it was sent (UTC).</param>
    /// <param name="longest">The topic's time to live, which a message cannot exceed.</param>
    public static QueuedMessage Of(SentMessage sent, string messageId, long sequenceNumber, long enqueuedSequenceNumber, DateTimeOffset now, TimeSpan longest)
    {
        var enqueuedAt = sent.ScheduledEnqueueTime is { } scheduled && scheduled > now ? scheduled : now;
        var timeToLive = sent.TimeToLive is { } own && own < longest ? own : longest;
        return new QueuedMessage
        {
            Sent = sent,
            MessageId = messageId,
            SequenceNumber = sequenceNumber,
            EnqueuedSequenceNumber = enqueuedSequenceNumber,
            EnqueuedAt = enqueuedAt,
            ExpiresAt = timeToLive < DateTimeOffset.MaxValue - enqueuedAt ? enqueuedAt + timeToLive : DateTimeOffset.MaxValue,
        };
    }
}
