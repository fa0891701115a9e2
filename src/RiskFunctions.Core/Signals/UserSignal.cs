namespace RiskFunctions.Signals;

/// <summary>One statement about one user, in whatever format it came.</summary>
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

    /// <summary>What the sender says about it, unchanged; null when nothing was said.</summary>
    public string? Text { get; init; }

    /// <summary>The id of the alert or incident that it came from; null when the format has none.</summary>
    public string? Reference { get; init; }

    /// <summary>The user stands in an alert, whose sender may not have meant to say anything about a user.</summary>
    public bool IsFromAlert { get; init; }

    /// <summary>The new name or address of an <see cref="UserEvent.IdentifierChanged"/>; null when it names none.</summary>
    public string? NewValue { get; init; }

    /// <summary>Its place among the message's users, the same at every delivery.</summary>
    public int Index { get; init; }
}
