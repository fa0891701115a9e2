namespace RiskFunctions.Signals;

/// <summary>One statement about one user, whatever format it came in.</summary>
internal sealed record UserSignal
{
    public required SignalUser User { get; init; }

    public UserEvent Event { get; init; } = UserEvent.RiskChange;

    /// <summary>Of the risk; of another event, how urgent it is.</summary>
    public required RiskLevel Level { get; init; }

    /// <summary>When it was seen (UTC, whole milliseconds).</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>When it stops counting (UTC, whole milliseconds); null leaves that to the destination.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>What the sender says about it, as sent; null when nothing was said.</summary>
    public string? Text { get; init; }

    /// <summary>The id of the alert or incident that it came from; null when the format has none.</summary>
    public string? Reference { get; init; }

    /// <summary>An alert names the user, whose sender may not have meant to say anything about him; otherwise the sender wrote it for us.</summary>
    public bool IsFromAlert { get; init; }

    /// <summary>The name or address that an <see cref="UserEvent.IdentifierChanged"/> tells; null when it tells none.</summary>
    public string? NewValue { get; init; }

    /// <summary>Its place among the message's users, the same at every delivery. The intake gives it.</summary>
    public int Index { get; init; }
}
