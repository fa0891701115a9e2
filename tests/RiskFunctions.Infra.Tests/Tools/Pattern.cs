using System.Text.RegularExpressions;

namespace RiskFunctions.Infra.Tests.Tools;

/// <summary>Regular expressions with a time limit.</summary>
internal static class Pattern
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>The first group of each match.</summary>
    public static IReadOnlyList<string> Matches(string text, string pattern) =>
        [.. Regex.Matches(text, pattern, RegexOptions.Multiline, Limit).Select(match => match.Groups[1].Value)];

    /// <summary>The first two groups of each match.</summary>
    public static IReadOnlyList<(string First, string Second)> Pairs(string text, string pattern) =>
        [.. Regex.Matches(text, pattern, RegexOptions.Multiline, Limit).Select(match => (match.Groups[1].Value, match.Groups[2].Value))];

    /// <summary>The first group of the first match, or null.</summary>
    public static string? First(string text, string pattern) => Matches(text, pattern) is [var first, ..] ? first : null;

    public static bool IsMatch(string text, string pattern) => Regex.IsMatch(text, pattern, RegexOptions.Multiline, Limit);
}
