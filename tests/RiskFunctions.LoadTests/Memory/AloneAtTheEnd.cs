namespace RiskFunctions.LoadTests.Memory;

/// <summary>Runs when all others are done: it measures this very process.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneAtTheEnd
{
    public const string Name = "alone";
}
