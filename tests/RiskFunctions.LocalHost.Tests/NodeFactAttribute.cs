using RiskFunctions.Testing.Azurite;
using RiskFunctions.Testing.Npm;

namespace RiskFunctions.LocalHost.Tests;

/// <summary>A test that runs a script in Node.js. Skipped where that is missing, as the tests with Azurite are.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NodeFactAttribute : FactAttribute
{
    public NodeFactAttribute() => Skip = AzuriteFactAttribute.SkipReason(Environment.GetEnvironmentVariable("CI"), NpmPackage.MissingTool());
}
