namespace RiskFunctions.LoadTests.Memory;

/// <summary>Runs when all others are done: it measures this very process, or gives both cores so much to do that the others would miss their times.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneAtTheEnd
{
    public const string Name = "alone";
}
