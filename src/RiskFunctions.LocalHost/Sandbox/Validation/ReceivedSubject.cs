namespace RiskFunctions.LocalHost.Sandbox.Validation;

/// <summary>One subject as it stood in the request.</summary>
internal sealed record ReceivedSubject
{
    public required string Ip { get; init; }

    /// <summary><c>LOW</c>, <c>MEDIUM</c> or <c>HIGH</c>.</summary>
    public required string RiskLevel { get; init; }

    /// <summary>Null when the subject had none.</summary>
    public string? Message { get; init; }
}
