namespace RiskFunctions.LocalHost.Sandbox.Validation;

/// <summary>What became of a request body.</summary>
internal abstract record ReadBody
{
    private ReadBody() { }

    /// <summary>The body obeys every rule.</summary>
    internal sealed record Valid(IReadOnlyList<ReceivedEvent> Events) : ReadBody;

    /// <summary>The body is JSON but breaks rules; one text for each.</summary>
    internal sealed record Invalid(IReadOnlyList<string> Faults) : ReadBody;

    /// <summary>The body is no JSON at all.</summary>
    internal sealed record NotJson(string Fault) : ReadBody;
}
