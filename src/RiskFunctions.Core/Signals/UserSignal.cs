namespace RiskFunctions.Signals;

/// <summary>One statement about one user.</summary>
internal sealed record UserSignal : Signal
{
    public required SignalUser User { get; init; }

    public UserEvent Event { get; init; } = UserEvent.RiskChange;

    /// <summary>The user stands in an alert, whose sender may not have meant to say anything about a user.</summary>
    public bool IsFromAlert { get; init; }

    /// <summary>The new name or address of an <see cref="UserEvent.IdentifierChanged"/>; null when it names none.</summary>
    public string? NewValue { get; init; }

    /// <summary>Its place among the message's users, the same at every delivery.</summary>
    public int Index { get; init; }
}
