using RiskFunctions.LoadTests.Memory;
using Xunit.Abstractions;

namespace RiskFunctions.LoadTests.Arrivals;

[Collection(AloneAtTheEnd.Name)]
public sealed class FourProcessesFourASecondTests(ITestOutputHelper output)
{
    /// <summary>Each process may hold HIGH signals that wait for a permit of their own: four spacings, and a second for the way.</summary>
    private static readonly TimeSpan LongestWait = (4 * TimeSpan.FromSeconds(61.5 / 30)) + TimeSpan.FromSeconds(1);

    [LoadFact]
    public async Task Four_high_a_second_over_four_processes_wait_at_most_four_spacings_and_a_second()
    {
        var result = await new ArrivalRun(output).RunAsync(
            new ArrivalPattern { Name = "HIGH 4/s alone", HighEvery = TimeSpan.FromSeconds(0.25), Duration = TimeSpan.FromMinutes(2) }, workers: 4);

        Assert.InRange(result.HighAt(0.99), TimeSpan.Zero, LongestWait);
    }
}
