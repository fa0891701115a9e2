using System.Globalization;

namespace RiskFunctions.Simulation;

/// <summary>The figures as a Markdown table, one line at a time.</summary>
internal static class ResultTable
{
    public static string Head { get; } = string.Join(
        Environment.NewLine,
        "| scenario | instances | used % | worst window | 429 | HIGH p50 s | p99 s | max s | silence s | store ops/min |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");

    public static string Row(SimulationResult result) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {result.Scenario.Name} | {result.Scenario.Instances} | {Used(result)} | {result.WorstWindow} | {result.Refused} | {Wait(result, 0.5)} | {Wait(result, 0.99)} | {Wait(result, 1)} | {Silence(result)} | {result.StoreOperationsPerMinute:0} |");

    // How much is used says something only where there is always more to send.
    private static string Used(SimulationResult result) =>
        result.Scenario.HasBacklog ? (result.Used * 100).ToString("0.0", CultureInfo.InvariantCulture) : "-";

    private static string Silence(SimulationResult result) =>
        result.Scenario.HasBacklog ? Seconds(result.LongestSilence) : "-";

    private static string Wait(SimulationResult result, double share) => result.HighWait(share) is { } wait ? Seconds(wait) : "-";

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture);
}
