namespace RiskFunctions.App.Tests.Hosting;

/// <summary>Tests that move a fake clock whenever nothing else moves: they have the machine to themselves.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class FakeTime
{
    public const string Name = "fake time";
}
