namespace RiskFunctions.Infra.Tests.Verify;

/// <summary>A theory that puts shell scripts on the path in the place of programs. Skipped on Windows, which would not start them.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PosixTheoryAttribute : TheoryAttribute
{
    public PosixTheoryAttribute()
    {
        if (OperatingSystem.IsWindows())
        {
            Skip = "puts files named az and azd with a #! line on the PATH, and Windows starts only .exe, .cmd and the like; .ci/run on Linux runs it";
        }
    }
}
