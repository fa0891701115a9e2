using Xunit.Abstractions;

namespace RiskFunctions.LoadTests.Arrivals;

public sealed class HighEightASecondTests(ITestOutputHelper output)
{
    [LoadFact]
    public async Task Eight_high_a_second_are_accepted_within_3_s()
    {
        var result = await new ArrivalRun(output).RunAsync(new ArrivalPattern
        {
            Name = "8 HIGH a second, the same",
            HighEvery = TimeSpan.FromSeconds(0.125),
            Duration = TimeSpan.FromMinutes(3),
            Before = TimeSpan.FromSeconds(20),
        });

        Assert.InRange(result.HighAt(0.99), TimeSpan.Zero, TimeSpan.FromSeconds(3));
    }
}
