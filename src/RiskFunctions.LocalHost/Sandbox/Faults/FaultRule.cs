namespace RiskFunctions.LocalHost.Sandbox.Faults;

/// <summary>When a fault strikes: all conditions that are given must hold.</summary>
internal sealed record FaultRule
{
    public required Fault Fault { get; init; }

    public FaultEndpoint On { get; init; } = FaultEndpoint.Events;

    /// <summary>Only the nth request to the endpoint since the plan was put in force; 1 is the first. Null: any.</summary>
    public int? At { get; init; }

    /// <summary>Only from this time after the plan was put in force. Null: from the start.</summary>
    public TimeSpan? From { get; init; }

    /// <summary>Only before this time after the plan was put in force. Null: for ever.</summary>
    public TimeSpan? To { get; init; }

    /// <summary>Only with this probability, 0 to 1. Null: always.</summary>
    public double? Probability { get; init; }

    /// <summary>
    /// Only requests with a subject whose message or address, or whose user or reason, holds this text. Such a rule gives its 400 or 500 after
    /// all other checks. Null: any.
    /// </summary>
    public string? RejectWhen { get; init; }

    public bool IsDue(int number, TimeSpan since) => (At ?? number) == number && since >= (From ?? since) && (To is null || since < To);
}
