namespace RiskFunctions.LocalHost.Sandbox.SecurityEvents;

/// <summary>One event of a SET.</summary>
internal sealed record ReceivedStatement
{
    /// <summary>The end of the event's URI, for example <c>user-risk-change</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The <c>current_level</c>; null for a type that has none.</summary>
    public string? Level { get; init; }

    /// <summary>What is named and how, for example <c>user email</c>.</summary>
    public required string SubjectKind { get; init; }

    /// <summary>
    /// The user's address or id; null when only a device is named. In the books only when <see cref="SandboxOptions.SubjectCapacity"/> asks for it.
    /// </summary>
    public string? User { get; init; }

    /// <summary>The reasons given for it; in the books under the same condition as <see cref="User"/>.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];
}
