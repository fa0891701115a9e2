namespace RiskFunctions.Infra.Tests.Bicep;

/// <summary>The tests that share <see cref="ParsedBicep"/>.</summary>
[CollectionDefinition(Name)]
public sealed class BicepTests : ICollectionFixture<ParsedBicep>
{
    public const string Name = "Bicep";
}
