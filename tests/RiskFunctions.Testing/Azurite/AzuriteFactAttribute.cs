using RiskFunctions.Testing.Npm;
using Xunit;

namespace RiskFunctions.Testing.Azurite;

/// <summary>
/// A test that needs Azurite. Skipped, with the reason, where npm or node is missing; never skipped where <c>CI</c> is <c>true</c>,
/// so that a build server without them fails instead of testing less.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AzuriteFactAttribute : FactAttribute
{
    public AzuriteFactAttribute() => Skip = SkipReason(Environment.GetEnvironmentVariable("CI"), NpmPackage.MissingTool());

    /// <summary>Null when the test must run.</summary>
    public static string? SkipReason(string? ci, string? missingTool) =>
        missingTool is null || string.Equals(ci, "true", StringComparison.OrdinalIgnoreCase)
            ? null
            : $"Azurite needs '{missingTool}', which is not on PATH. Install Node.js 20 or later with npm to run this test.";
}
