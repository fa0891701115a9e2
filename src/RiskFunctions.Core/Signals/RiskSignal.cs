namespace RiskFunctions.Signals;

/// <summary>One statement about one address, whatever format it came in.</summary>
internal sealed record RiskSignal
{
    public required SignalAddress Address { get; init; }

    public required RiskLevel Level { get; init; }

    /// <summary>When it was seen (UTC, whole milliseconds).</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>When it stops counting (UTC, whole milliseconds); null leaves that to the destination.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>What the sender says about it, as sent; null when nothing was said. The destination fits it to its own alphabet.</summary>
    public string? Text { get; init; }

    /// <summary>The id of the alert or incident that it came from; null when the format has none. Appended to the text, and stands in for it when nothing of the text can be kept.</summary>
    public string? Reference { get; init; }
}
