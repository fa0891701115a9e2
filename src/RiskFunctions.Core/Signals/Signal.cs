namespace RiskFunctions.Signals;

/// <summary>What a sender says about one address or one user, in whatever format it came.</summary>
internal abstract record Signal
{
    /// <summary>How risky it is; of an event without a risk, how urgent.</summary>
    public required RiskLevel Level { get; init; }

    /// <summary>When it was seen (UTC, whole milliseconds).</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>When it stops counting (UTC, whole milliseconds); null leaves that to the destination.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>What the sender says about it, unchanged; null when nothing was said. The destination fits it to its alphabet.</summary>
    public string? Text { get; init; }

    /// <summary>The id of its alert or incident; null when the format has none. Appended to the text, or in its place when nothing of it can be kept.</summary>
    public string? Reference { get; init; }
}
