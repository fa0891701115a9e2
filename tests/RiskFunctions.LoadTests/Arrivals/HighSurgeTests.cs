using RiskFunctions.LoadTests.Memory;
using Xunit.Abstractions;

namespace RiskFunctions.LoadTests.Arrivals;

[Collection(AloneAtTheEnd.Name)]
public sealed class HighSurgeTests(ITestOutputHelper output)
{
    [LoadFact]
    public async Task Twelve_thousand_high_at_once_are_accepted_within_a_minute()
    {
        var result = await new ArrivalRun(output).RunAsync(new ArrivalPattern { Name = "12,000 HIGH at once, one signal a message", Surge = 12_000 });

        Assert.InRange(result.SurgeEnd, TimeSpan.Zero, TimeSpan.FromSeconds(60));
    }
}
