using RiskFunctions.LoadTests.Memory;
using Xunit.Abstractions;

namespace RiskFunctions.LoadTests.Arrivals;

[Collection(AloneAtTheEnd.Name)]
public sealed class FourProcessesEveryTwoSecondsOverFloodTests(ITestOutputHelper output)
{
    /// <summary>Each process may hold HIGH signals that wait for a permit of their own: four spacings, and a second for the way.</summary>
    private static readonly TimeSpan LongestWait = (4 * TimeSpan.FromSeconds(61.5 / 30)) + TimeSpan.FromSeconds(1);

    [LoadFact]
    public async Task High_every_2_s_over_a_flood_and_four_processes_wait_at_most_four_spacings_and_a_second()
    {
        var result = await new ArrivalRun(output).RunAsync(
            new ArrivalPattern { Name = "a HIGH every 2 s over 3,000 LOW", HighEvery = TimeSpan.FromSeconds(2), Duration = TimeSpan.FromMinutes(2), Flood = 3_000, FloodApart = true, Before = TimeSpan.FromSeconds(60) }, workers: 4);

        Assert.InRange(result.HighAt(0.99), TimeSpan.Zero, LongestWait);
    }
}
