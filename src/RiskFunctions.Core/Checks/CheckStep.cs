namespace RiskFunctions.Checks;

/// <summary>One step of a check and its result. Every text is for an operator's screen and holds no secret.</summary>
public abstract record CheckStep
{
    private CheckStep(string name) => Name = name;

    /// <summary>What was tried, in a few words.</summary>
    public string Name { get; }

    /// <summary>It works.</summary>
    public sealed record Passed(string Step, string Detail) : CheckStep(Step);

    /// <summary>It does not.</summary>
    /// <param name="Reason">What happened.</param>
    /// <param name="Fix">What to do; null when the reason says it already.</param>
    public sealed record Failed(string Step, string Reason, string? Fix = null) : CheckStep(Step);

    /// <summary>It was not tried.</summary>
    public sealed record NotDone(string Step, string Why) : CheckStep(Step);
}
