namespace RiskFunctions.Infra.Tests.Bicep;

/// <summary>A test that parses Bicep. Skipped where Node.js or npm is missing, but never with CI=true: there it must run.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NeedsNpmFactAttribute : FactAttribute
{
    public NeedsNpmFactAttribute()
    {
        if (!BicepParser.IsAvailable && Environment.GetEnvironmentVariable("CI") != "true")
        {
            Skip = "node and npm are not on the PATH: Bicep is not parsed here.";
        }
    }
}
