using RiskFunctions.Testing.Azurite;

namespace RiskFunctions.LocalHost.Tests.Dashboard;

/// <summary>A test that runs the page's script in Node.js. Skipped where that is missing, as the tests with Azurite are.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NodeFactAttribute : FactAttribute
{
    public NodeFactAttribute() => Skip = AzuriteFactAttribute.SkipReason(Environment.GetEnvironmentVariable("CI"), AzuritePackage.MissingTool());
}
