using RiskFunctions.Metering;
using RiskFunctions.Metering.State;
using RiskFunctions.Simulation;
using RiskFunctions.Simulation.Traffic;

namespace RiskFunctions.Core.Tests.Metering.Decision;

/// <summary>The promises of the table in docs/simulation.md, over a shorter time.</summary>
public sealed class SimulationTests
{
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(6);

    private static readonly TimeSpan SmallSkew = TimeSpan.FromMilliseconds(100);

    private static readonly MeterRules Rules = MeterRules.From(new RateMeterOptions(), isShared: true);

    public static IEnumerable<object[]> Rows { get; } = [.. Scenarios.All.Select(s => new object[] { s.Name, s.Layout })];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Run_every_row_keeps_what_is_promised(string name, string layout)
    {
        var scenario = Scenarios.All.Single(s => s.Name == name && s.Layout == layout);

        var result = new SimulationRun(scenario, seed: 7).Run(Length);

        Assert.InRange(result.WorstWindow, 1, SimulationRun.Limit);
        Assert.Equal(0, result.Refused);
        Assert.InRange(result.StoreOperationsPerMinute, 1, 2000);
        Assert.Equal(scenario.Kills, result.Killed > 0);

        // Giving HIGH back to whoever is next spends deliveries: one an instance as the line forms, few afterwards.
        Assert.InRange(result.MostDeliveries, 1, 2 * (scenario.Instances + 4));
        if (scenario.HasBacklog)
        {
            AssertLimitIsUsed(result);
        }

        // A killed instance's messages come back with their locks, some of them after the end.
        if (!scenario.Kills && result.HighWaits.Count > 0)
        {
            Assert.Equal(0, result.HighLeft);
            Assert.InRange(result.HighWait(0.99)!.Value, TimeSpan.Zero, LongestHighWait(scenario));
        }

        if (scenario is { Low: LaneTraffic.Backlog, Medium: null, Kills: false, ReservedForHigh: 0 })
        {
            AssertSeatsAreFilled(result);
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

    private static void AssertLimitIsUsed(SimulationResult result)
    {
        var scenario = result.Scenario;

        // A dead instance holds nobody up for longer than its mark lives.
        Assert.InRange(result.LongestSilence, TimeSpan.Zero, Rules.MarkLifetime);
        if (!scenario.Kills && scenario.ReservedForHigh == 0)
        {
            Assert.InRange(result.Used, scenario.High is null ? 0.97 : 0.95, 1);
        }
    }

    // LOW gets 85 % of the seats that HIGH leaves, of 20 in a request.
    private static void AssertSeatsAreFilled(SimulationResult result)
    {
        var high = result.Scenario.High is LaneTraffic.Arrivals { AtOnce: 1 } arrivals ? TimeSpan.FromMinutes(1) / arrivals.Gap : 0;
        Assert.True(result.LowPerMinute >= 0.85 * ((20 * SimulationRun.Limit) - high), $"{result.LowPerMinute} LOW a minute beside {high} HIGH.");
        if (result.Scenario.Low == LaneTraffic.Backlog.Surge)
        {
            Assert.InRange(result.Seats, 300, 1000);
        }
    }

    private static TimeSpan LongestHighWait(Scenario scenario)
    {
        if (scenario.High is LaneTraffic.Arrivals { AtOnce: > 1000 })
        {
            return TimeSpan.FromMinutes(1);
        }

        // However many instances stand in line: whoever is next takes it along.
        var isClean = scenario.MaxLatency <= TimeSpan.FromMilliseconds(50) && scenario.Skew <= SmallSkew;
        return TimeSpan.FromSeconds(isClean ? 3 : 3.5);
    }
}
