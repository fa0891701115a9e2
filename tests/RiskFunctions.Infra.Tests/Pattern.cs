using System.Text.RegularExpressions;

namespace RiskFunctions.Infra.Tests;

/// <summary>Regular expressions with a time limit.</summary>
internal static class Pattern
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>The first group of each match.</summary>
    public static IReadOnlyList<string> Matches(string text, string pattern) =>
        [.. Regex.Matches(text, pattern, RegexOptions.Multiline, Limit).Select(match => match.Groups[1].Value)];

    public static bool IsMatch(string text, string pattern) => Regex.IsMatch(text, pattern, RegexOptions.Multiline, Limit);
}
