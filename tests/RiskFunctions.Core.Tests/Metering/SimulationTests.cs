using RiskFunctions.Metering;
using RiskFunctions.Simulation;
using RiskFunctions.Simulation.Traffic;

namespace RiskFunctions.Core.Tests.Metering;

/// <summary>The promises of the table in docs/simulation.md, over a shorter time.</summary>
public sealed class SimulationTests
{
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan SmallSkew = TimeSpan.FromMilliseconds(100);

    public static IEnumerable<object[]> Rows { get; } = [.. Scenarios.All.Select(s => new object[] { s.Name, s.Instances })];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Run_every_row_keeps_what_is_promised(string name, int instances)
    {
        var scenario = Scenarios.All.Single(s => s.Name == name && s.Instances == instances);

        var result = new SimulationRun(scenario, seed: 7).Run(Length);

        Assert.InRange(result.WorstWindow, 1, SimulationRun.Limit);
        Assert.Equal(0, result.Refused);
        Assert.InRange(result.StoreOperationsPerMinute, 1, 4000);
        Assert.Equal(scenario.Kills, result.Counts.Killed > 0);
        if (scenario.HasBacklog && scenario.ReservedForHigh == 0)
        {
            var clean = scenario.MaxLatency <= TimeSpan.FromMilliseconds(20) && scenario.Skew <= SmallSkew;
            Assert.InRange(result.Used, clean ? 0.97 : 0.95, 1);

            // A dead instance holds nobody up for longer than its mark lives.
            var lifetime = MeterRules.From(new RateMeterOptions(), isShared: true).MarkLifetime;
            Assert.InRange(result.LongestSilence, TimeSpan.Zero, lifetime);
        }

        if (scenario.Traffic == TrafficPattern.SparseHighInLowFlood)
        {
            var clean = scenario.MaxLatency <= TimeSpan.FromMilliseconds(50) && scenario.Skew <= SmallSkew;
            Assert.InRange(result.HighWait(0.99)!.Value, TimeSpan.Zero, TimeSpan.FromSeconds(clean ? 3 : 3.5));
        }
    }

    [Fact]
    public void Run_without_a_guard_breaks_the_limit()
    {
        var scenario = Scenarios.All.First(s => s.Instances == 20 && s.Skew == TimeSpan.FromMilliseconds(500));

        var result = new SimulationRun(scenario, seed: 7, guard: TimeSpan.Zero).Run(Length);

        Assert.True(result.WorstWindow > SimulationRun.Limit);
        Assert.True(result.Refused > 0);
    }

    [Fact]
    public void Run_same_seed_gives_the_same_row()
    {
        var scenario = Scenarios.All.First(s => s.Kills);

        var rows = Enumerable.Range(0, 2).Select(_ => ResultTable.Row(new SimulationRun(scenario, seed: 7).Run(Length))).ToList();

        Assert.Equal(rows[0], rows[1]);
    }
}
