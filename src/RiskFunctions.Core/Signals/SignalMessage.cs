namespace RiskFunctions.Signals;

/// <summary>A message as the broker delivered it, not yet read.</summary>
public sealed record SignalMessage
{
    /// <summary>The sender's id, at most 128 characters. Not unique: a redelivery carries the same id.</summary>
    public required string MessageId { get; init; }

    /// <summary>The body's bytes, unchecked.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>What came in place of bytes, in words that follow "the body"; null when <see cref="Body"/> is all.</summary>
    public string? BodyFault { get; init; }

    /// <summary>The content type that the sender gave; null when there is none.</summary>
    public string? ContentType { get; init; }

    /// <summary>Application properties, names compared without case.</summary>
    public IReadOnlyDictionary<string, object> Properties { get; init; } = NoProperties;

    /// <summary>When the broker took the message (UTC). The same at every redelivery, and so the default time of a signal.</summary>
    public required DateTimeOffset EnqueuedAt { get; init; }

    /// <summary>Which delivery this is, from 1.</summary>
    public int DeliveryCount { get; init; } = 1;

    private static readonly IReadOnlyDictionary<string, object> NoProperties =
        new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase);
}
