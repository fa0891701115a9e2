namespace RiskFunctions.LocalHost.Sandbox.Validation;

/// <summary>One risk event as it stood in the request.</summary>
internal sealed record ReceivedEvent
{
    public required IReadOnlyList<ReceivedSubject> Subjects { get; init; }

    /// <summary>As written; null when the event had none.</summary>
    public string? Timestamp { get; init; }

    /// <summary>As written; null when the event had none.</summary>
    public string? ExpiresAt { get; init; }
}
