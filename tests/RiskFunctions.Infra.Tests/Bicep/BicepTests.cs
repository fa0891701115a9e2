namespace RiskFunctions.Infra.Tests.Bicep;

/// <summary>The tests that share <see cref="CompiledBicep"/>.</summary>
[CollectionDefinition(Name)]
public sealed class BicepTests : ICollectionFixture<CompiledBicep>
{
    public const string Name = "Bicep";
}
