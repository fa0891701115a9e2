using RiskFunctions.Testing.Azurite;
using RiskFunctions.Testing.Npm;

namespace RiskFunctions.LoadTests;

/// <summary>A run in real time with real processes. Skipped, with the reason, unless <c>RISKFUNCTIONS_LOAD</c> is 1.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LoadFactAttribute : FactAttribute
{
    private const string Switch = "RISKFUNCTIONS_LOAD";

    public LoadFactAttribute() => Skip = Environment.GetEnvironmentVariable(Switch) != "1"
        ? $"takes minutes; set {Switch}=1 (.ci/run does)"
        : OperatingSystem.IsWindows()
            ? "sends signals that Windows does not know"
            : AzuriteFactAttribute.SkipReason(Environment.GetEnvironmentVariable("CI"), NpmPackage.MissingTool());
}
