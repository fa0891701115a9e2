namespace RiskFunctions.Infra.Tests.Verify;

/// <summary>A theory that puts shell scripts on the path in the place of programs. Skipped on Windows, which would not start them.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PosixTheoryAttribute : TheoryAttribute
{
    public PosixTheoryAttribute()
    {
        if (OperatingSystem.IsWindows())
        {
            Skip = "Windows starts no shell script in the place of az.";
        }
    }
}
