using Xunit.Abstractions;

namespace RiskFunctions.LoadTests.Arrivals;

/// <summary>HIGH signals that come one by one over a flood of LOW. A class for each pace: classes run side by side.</summary>
public abstract class HighOverFloodTests(ITestOutputHelper output, string every, int seconds)
{
    [LoadFact]
    public async Task High_over_a_flood_is_accepted_within_3_s_and_low_flows()
    {
        var result = await new ArrivalRun(output).RunAsync(new ArrivalPattern
        {
            Name = $"a HIGH every {every} over 3,000 LOW",
            HighEvery = TimeSpan.FromSeconds(seconds),
            Duration = TimeSpan.FromMinutes(2),
            Flood = 3_000,
            FloodApart = true,
            Before = TimeSpan.FromSeconds(60),
        });

        Assert.InRange(result.HighAt(0.99), TimeSpan.Zero, TimeSpan.FromSeconds(3));
        Assert.True(result.LowLeft > 0, "The flood ended before the last HIGH.");
        Assert.True(result.LowShare >= 0.85, $"LOW got {result.LowShare:P1} of the seats that HIGH left.");
    }
}

public sealed class HighEverySecondOverFloodTests(ITestOutputHelper output) : HighOverFloodTests(output, "second", seconds: 1);

public sealed class HighEveryTwoSecondsOverFloodTests(ITestOutputHelper output) : HighOverFloodTests(output, "2 s", seconds: 2);

public sealed class HighEveryFiveSecondsOverFloodTests(ITestOutputHelper output) : HighOverFloodTests(output, "5 s", seconds: 5);
