using RiskFunctions.LoadTests.Memory;
using Xunit.Abstractions;

namespace RiskFunctions.LoadTests.Arrivals;

/// <summary>HIGH signals one by one, delivered by four workers that share a meter.</summary>
[Collection(AloneAtTheEnd.Name)]
public sealed class FourProcessesTests(ITestOutputHelper output)
{
    /// <summary>Four spacings, and a second for the way: what a signal would wait if each process kept its own.</summary>
    private static readonly TimeSpan LongestWait = (4 * TimeSpan.FromSeconds(61.5 / 30)) + TimeSpan.FromSeconds(1);

    [LoadFact(More = true)]
    public Task Four_high_a_second_wait_at_most_four_spacings_and_a_second() => RunAsync("4 HIGH a second", TimeSpan.FromSeconds(0.25));

    [LoadFact(More = true)]
    public Task A_high_every_2_s_over_a_flood_waits_at_most_four_spacings_and_a_second() =>
        RunAsync("a HIGH every 2 s over 3,000 LOW", TimeSpan.FromSeconds(2), flood: 3_000);

    [LoadFact]
    public Task Eight_high_a_second_wait_at_most_four_spacings_and_a_second() => RunAsync("8 HIGH a second", TimeSpan.FromSeconds(0.125));

    [LoadFact(More = true)]
    public Task A_high_every_second_over_a_flood_waits_at_most_four_spacings_and_a_second() =>
        RunAsync("a HIGH every second over 3,000 LOW", TimeSpan.FromSeconds(1), flood: 3_000);

    [LoadFact(More = true)]
    public Task A_high_every_5_s_over_a_flood_waits_at_most_four_spacings_and_a_second() =>
        RunAsync("a HIGH every 5 s over 3,000 LOW", TimeSpan.FromSeconds(5), flood: 3_000);

    private async Task RunAsync(string name, TimeSpan every, int flood = 0)
    {
        var result = await new ArrivalRun(output).RunAsync(
            new ArrivalPattern
            {
                Name = $"four processes: {name}",
                HighEvery = every,
                Duration = TimeSpan.FromMinutes(2),
                Flood = flood,
                FloodApart = true,
                Before = flood > 0 ? TimeSpan.FromSeconds(60) : TimeSpan.Zero,
            },
            workers: 4);

        Assert.InRange(result.HighAt(0.99), TimeSpan.Zero, LongestWait);
        Assert.True(flood == 0 || result.LowLeft > 0, "The flood ended before the last HIGH.");
    }
}
