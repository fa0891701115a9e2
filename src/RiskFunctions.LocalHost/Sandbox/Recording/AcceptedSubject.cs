namespace RiskFunctions.LocalHost.Sandbox.Recording;

/// <summary>One subject that was accepted, kept only when <see cref="SandboxOptions.SubjectCapacity"/> asks for it.</summary>
internal sealed record AcceptedSubject
{
    /// <summary>The request that brought it; 1 for the first one.</summary>
    public required int RequestNumber { get; init; }

    /// <summary>When that request came (UTC).</summary>
    public required DateTimeOffset ArrivedAt { get; init; }

    public required string Ip { get; init; }

    /// <summary><c>LOW</c>, <c>MEDIUM</c> or <c>HIGH</c>.</summary>
    public required string RiskLevel { get; init; }

    /// <summary>Null when the subject had none.</summary>
    public string? Message { get; init; }

    /// <summary>The event's timestamp as written; null when it had none.</summary>
    public string? Timestamp { get; init; }
}
