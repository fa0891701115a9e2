using System.Text.RegularExpressions;

namespace RiskFunctions.LocalHost.Tests.Telemetry;

/// <summary>The tables of docs/telemetry.md.</summary>
internal static class TelemetryPage
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private static string Text { get; } = Repository.Read("docs/telemetry.md");

    /// <summary>Rows of the table under a heading, as their cells without code marks.</summary>
    public static IReadOnlyList<string[]> Rows(string heading)
    {
        var section = Regex.Match(
            Text, $@"^## {heading}\n(?<text>.*?)(?=^## |\z)", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, Limit);
        Assert.True(section.Success, $"docs/telemetry.md has no section '{heading}'");
        return [.. section.Groups["text"].Value.Split('\n')
            .Where(line => line.StartsWith("| `"))
            .Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim().Trim('`')).ToArray())];
    }

    /// <summary>The code marks inside a cell.</summary>
    public static IReadOnlyList<string> Marked(string cell) =>
        [.. Regex.Matches($"`{cell}`", "`(?<name>[^`]+)`", RegexOptions.ExplicitCapture, Limit).Select(m => m.Groups["name"].Value)];
}
