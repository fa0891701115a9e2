using System.CommandLine;
using System.CommandLine.Parsing;
using RiskFunctions.LocalHost.Topology;

namespace RiskFunctions.LocalHost.Commands.Options;

/// <summary>A lane by its name, in upper or lower case, as an option.</summary>
internal static class LaneOption
{
    public static Option<string?> Of(string description) => new("--lane") { Description = description, CustomParser = Parse };

    private static string? Parse(ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        var names = BrokerTopology.Load().Subscriptions.Select(s => s.Name).ToList();
        if (names.Find(name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } lane)
        {
            return lane;
        }

        result.AddError($"There is no lane '{text}'. The lanes are {string.Join(", ", names)}.");
        return null;
    }
}
