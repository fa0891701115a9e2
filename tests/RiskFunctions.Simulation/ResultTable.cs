using System.Globalization;

namespace RiskFunctions.Simulation;

/// <summary>The figures as a Markdown table, one line at a time.</summary>
internal static class ResultTable
{
    public static string Head { get; } = string.Join(
        Environment.NewLine,
        "| scenario | instances | HIGH p50 s | p99 s | max s | used % | seats | MEDIUM/min | LOW/min | worst window | 429 | silence s | deliveries | store "
        + "ops/min |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");

    public static string Row(SimulationResult result) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {result.Scenario.Name} | {result.Scenario.Layout} | {Wait(result, 0.5)} | {Wait(result, 0.99)} | {Wait(result, 1)} | {result.Used * 100:0.0} | "
        + $"{result.Seats:0.0} | {result.MediumPerMinute:0} | {result.LowPerMinute:0} | {result.WorstWindow} | {result.Refused} | {Silence(result)} | "
        + $"{result.MostDeliveries} | {result.StoreOperationsPerMinute:0} |");

    // Silence says something only where there is always more to send.
    private static string Silence(SimulationResult result) => result.Scenario.HasBacklog ? Seconds(result.LongestSilence) : "-";

    private static string Wait(SimulationResult result, double share) => result.HighWait(share) is { } wait ? Seconds(wait) : "-";

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture);
}
