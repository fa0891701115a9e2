namespace RiskFunctions.LocalHost.Tests.Dashboard;

/// <summary>A test that opens the dashboard in a real browser. Skipped, with the reason, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    public BrowserFactAttribute() => Skip = BrowserPath is null ? "No Chromium on PATH. Install it ('apt-get install chromium') to run this test." : null;

    /// <summary>The browser's program; null when there is none.</summary>
    public static string? BrowserPath { get; } =
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .SelectMany(_ => Names, Path.Combine)
        .FirstOrDefault(File.Exists);
}
