using static RiskFunctions.Simulation.Traffic.LaneTraffic;

namespace RiskFunctions.Simulation;

/// <summary>The rows of the table.</summary>
internal static class Scenarios
{
    private static readonly TimeSpan HalfASecond = TimeSpan.FromMilliseconds(500);

    private static readonly Scenario Flood = new() { Name = string.Empty, Instances = 1, Low = Backlog.Old };

    /// <summary>What arrives, whoever works on it.</summary>
    private static readonly Scenario[] Patterns =
    [
        new() { Name = "a HIGH every 90 s", Instances = 1, High = Arrivals.Every(90) },
        new() { Name = "HIGH 4/s", Instances = 1, High = Arrivals.Every(0.25) },
        new() { Name = "HIGH 8/s", Instances = 1, High = Arrivals.Every(0.125) },
        Flood with { Name = "LOW flood" },
        Flood with { Name = "LOW flood, a HIGH every 10 s", High = Arrivals.Every(10) },
        Flood with { Name = "LOW flood, a HIGH every 5 s", High = Arrivals.Every(5) },
        Flood with { Name = "LOW flood, a HIGH every 2 s", High = Arrivals.Every(2) },
        Flood with { Name = "LOW flood, a HIGH every 1 s", High = Arrivals.Every(1) },
        Flood with { Name = "LOW flood, HIGH 4/s", High = Arrivals.Every(0.25) },
        Flood with { Name = "LOW flood, HIGH 8/s", High = Arrivals.Every(0.125) },
        Flood with { Name = "LOW flood, HIGH at random, 1/s", High = Arrivals.Every(1) with { AtRandom = true } },
        Flood with { Name = "LOW flood, 10 HIGH at once every 30 s", High = Arrivals.Every(30) with { AtOnce = 10 } },
        Flood with { Name = "LOW flood, 100 HIGH at once every 2 min", High = Arrivals.Every(120) with { AtOnce = 100 } },
        Flood with { Name = "LOW and MEDIUM flood, a HIGH every 5 s", High = Arrivals.Every(5), Medium = Backlog.Old },
        Flood with { Name = "LOW surge, a HIGH every 5 s", High = Arrivals.Every(5), Low = Backlog.Surge },
        new()
        {
            Name = "all at random: HIGH 1/s, MEDIUM 2/s, LOW 4/s",
            Instances = 1,
            High = Arrivals.Every(1) with { AtRandom = true },
            Medium = Arrivals.Every(0.5) with { AtRandom = true },
            Low = Arrivals.Every(0.25) with { AtRandom = true },
        },
        new() { Name = "12,000 HIGH at once every 3 min", Instances = 1, High = Arrivals.Every(180) with { AtOnce = 12_000 } },
    ];

    private static readonly Scenario Trickle = Flood with { High = Arrivals.Every(5) };

    public static IReadOnlyList<Scenario> All { get; } =
    [
        .. Patterns.SelectMany(InEveryLayout),
        .. InEveryLayout(Trickle with
        {
            Name = "LOW flood, a HIGH every 5 s, store 5-50 ms, clocks +-100 ms",
            MaxLatency = TimeSpan.FromMilliseconds(50),
            Skew = TimeSpan.FromMilliseconds(100),
        }),
        .. InEveryLayout(Trickle with
        {
            Name = "LOW flood, a HIGH every 5 s, store 5-50 ms, clocks +-500 ms",
            MaxLatency = TimeSpan.FromMilliseconds(50),
            Skew = HalfASecond,
        }),
        .. InEveryLayout(Trickle with
        {
            Name = "LOW flood, a HIGH every 5 s, store 100-200 ms, clocks +-500 ms",
            MinLatency = TimeSpan.FromMilliseconds(100),
            MaxLatency = TimeSpan.FromMilliseconds(200),
            Skew = HalfASecond,
        }),
        .. InEveryLayout(Trickle with { Name = "LOW flood, a HIGH every 5 s, killed while marked, clocks +-500 ms", Skew = HalfASecond, Kills = true }),
        Flood with
        {
            Name = "LOW flood, 100 HIGH at once every 2 min, 10 reserved for HIGH",
            Instances = 4,
            High = Arrivals.Every(120) with { AtOnce = 100 },
            ReservedForHigh = 10,
        },
    ];

    private static IEnumerable<Scenario> InEveryLayout(Scenario pattern) =>
    [
        pattern,
        pattern with { LanesApart = true },
        pattern with { Instances = 4 },
        pattern with { Instances = 4, LanesApart = true },
        pattern with { Instances = 20 },
    ];
}
