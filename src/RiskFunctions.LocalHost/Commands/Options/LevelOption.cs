using System.CommandLine;
using System.CommandLine.Parsing;

namespace RiskFunctions.LocalHost.Commands.Options;

/// <summary>A risk level, in upper or lower case, as an option.</summary>
internal static class LevelOption
{
    public static Option<string?> Of(string description) => new("--risk-level") { Description = description, CustomParser = Parse };

    private static string? Parse(ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (text.ToUpperInvariant() is "HIGH" or "MEDIUM" or "LOW")
        {
            return text.ToUpperInvariant();
        }

        result.AddError($"--risk-level takes HIGH, MEDIUM or LOW, and not '{text}'.");
        return null;
    }
}
