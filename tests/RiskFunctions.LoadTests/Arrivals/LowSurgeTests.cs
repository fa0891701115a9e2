using RiskFunctions.LoadTests.Memory;
using Xunit.Abstractions;

namespace RiskFunctions.LoadTests.Arrivals;

[Collection(AloneAtTheEnd.Name)]
public sealed class LowSurgeTests(ITestOutputHelper output)
{
    [LoadFact]
    public async Task Twelve_thousand_low_at_once_are_accepted_within_a_minute_and_high_beside_them_within_3_s()
    {
        var result = await new ArrivalRun(output).RunAsync(new ArrivalPattern
        {
            Name = "12,000 LOW at once, a HIGH every 5 s",
            Surge = 12_000,
            SurgeLevel = "LOW",
            HighEvery = TimeSpan.FromSeconds(5),
            Duration = TimeSpan.FromMinutes(1),
        });

        Assert.InRange(result.SurgeEnd, TimeSpan.Zero, TimeSpan.FromSeconds(60));
        Assert.InRange(result.HighAt(0.99), TimeSpan.Zero, TimeSpan.FromSeconds(3));
    }
}
