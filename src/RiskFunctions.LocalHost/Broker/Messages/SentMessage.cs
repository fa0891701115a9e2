using System.Text;

namespace RiskFunctions.LocalHost.Broker.Messages;

/// <summary>A message as a sender gives it to the topic.</summary>
internal sealed record SentMessage
{
    /// <summary>Service Bus's own limit, in characters.</summary>
    public const int MaxMessageIdLength = 128;

    public static readonly IReadOnlyDictionary<string, object> NoProperties =
        new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase);

    /// <summary>At most <see cref="MaxMessageIdLength"/> characters; null lets the broker choose one.</summary>
    public string? MessageId { get; init; }

    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>What the body's bytes are.</summary>
    public BodyKind BodyKind { get; init; }

    /// <summary>How the flow reads a body of the other kinds; null when the body's bytes are it.</summary>
    public BodyReading? Reading { get; init; }

    public string? ContentType { get; init; }

    public Envelope Envelope { get; init; } = Envelope.Empty;

    /// <summary>Names compared without case; values are text, numbers, booleans, times or what else AMQP has for a property.</summary>
    public IReadOnlyDictionary<string, object> Properties { get; init; } = NoProperties;

    /// <summary>How long it may wait; null means as long as the topic allows.</summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>Not to be delivered before this time (UTC); null means at once.</summary>
    public DateTimeOffset? ScheduledEnqueueTime { get; init; }

    /// <summary>Bytes of the body and of the properties' names and text.</summary>
    public int Size => Body.Length + Properties.Sum(p =>
        Encoding.UTF8.GetByteCount(p.Key) + (p.Value is string text ? Encoding.UTF8.GetByteCount(text) : sizeof(long)));
}
