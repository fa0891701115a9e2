using RiskFunctions.Simulation.Traffic;

namespace RiskFunctions.Simulation;

/// <summary>The rows of the table.</summary>
internal static class Scenarios
{
    private static readonly int[] Sizes = [1, 5, 20, 50];

    private static readonly TimeSpan HalfASecond = TimeSpan.FromMilliseconds(500);

    public static IReadOnlyList<Scenario> All { get; } =
    [
        .. Sizes.Select(n => new Scenario { Name = "steady", Instances = n, Traffic = TrafficPattern.Steady }),
        .. Sizes.Select(n => new Scenario { Name = "bursty", Instances = n, Traffic = TrafficPattern.Bursty }),
        .. Sizes.Select(n => new Scenario { Name = "LOW flood, sparse HIGH", Instances = n, Traffic = TrafficPattern.SparseHighInLowFlood }),
        .. Sizes.Select(n => new Scenario
        {
            Name = "same, store 5-50 ms, clocks +-100 ms",
            Instances = n,
            Traffic = TrafficPattern.SparseHighInLowFlood,
            MaxLatency = TimeSpan.FromMilliseconds(50),
            Skew = TimeSpan.FromMilliseconds(100),
        }),
        .. Sizes.Skip(1).Select(n => new Scenario
        {
            Name = "same, store 5-50 ms, clocks +-500 ms",
            Instances = n,
            Traffic = TrafficPattern.SparseHighInLowFlood,
            MaxLatency = TimeSpan.FromMilliseconds(50),
            Skew = HalfASecond,
        }),
        .. Sizes.Select(n => new Scenario
        {
            Name = "same, store 100-200 ms, clocks +-500 ms",
            Instances = n,
            Traffic = TrafficPattern.SparseHighInLowFlood,
            MinLatency = TimeSpan.FromMilliseconds(100),
            MaxLatency = TimeSpan.FromMilliseconds(200),
            Skew = HalfASecond,
        }),
        .. Sizes.Select(n => new Scenario { Name = "LOW flood, HIGH bursts", Instances = n, Traffic = TrafficPattern.HighBurstsInLowFlood }),
        new Scenario { Name = "same, 10 reserved for HIGH", Instances = 5, Traffic = TrafficPattern.HighBurstsInLowFlood, ReservedForHigh = 10 },
        .. Sizes.Skip(1).Select(n => new Scenario
        {
            Name = "LOW flood, HIGH bursts, killed while marked, clocks +-500 ms",
            Instances = n,
            Traffic = TrafficPattern.HighBurstsInLowFlood,
            Skew = HalfASecond,
            Kills = true,
        }),
    ];
}
