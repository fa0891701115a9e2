using Xunit.Abstractions;

namespace RiskFunctions.LoadTests.Arrivals;

public sealed class SingleHighTests(ITestOutputHelper output)
{
    [LoadFact]
    public async Task Single_high_in_a_quiet_minute_is_accepted_within_half_a_second()
    {
        var result = await new ArrivalRun(output).RunAsync(new ArrivalPattern
        {
            Name = "a HIGH every 20 s, nothing else",
            HighEvery = TimeSpan.FromSeconds(20),
            Duration = TimeSpan.FromMinutes(2),
            Before = TimeSpan.FromSeconds(40),
        });

        // The first one pays for compiling the code of the whole way.
        Assert.InRange(result.High.Order().SkipLast(1).Last(), TimeSpan.Zero, TimeSpan.FromSeconds(0.5));
    }
}
