using Xunit.Abstractions;

namespace RiskFunctions.LoadTests.Arrivals;

public sealed class HighFourASecondTests(ITestOutputHelper output)
{
    [LoadFact]
    public async Task Four_high_a_second_are_accepted_within_3_s()
    {
        var result = await new ArrivalRun(output).RunAsync(new ArrivalPattern
        {
            Name = "4 HIGH a second, one by one, for 3 minutes",
            HighEvery = TimeSpan.FromSeconds(0.25),
            Duration = TimeSpan.FromMinutes(3),
            Before = TimeSpan.FromSeconds(20),
        });

        Assert.InRange(result.HighAt(0.99), TimeSpan.Zero, TimeSpan.FromSeconds(3));
    }
}
