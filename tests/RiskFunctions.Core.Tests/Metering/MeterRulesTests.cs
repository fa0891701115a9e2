using RiskFunctions.Metering;
using RiskFunctions.Metering.State;
using static RiskFunctions.Core.Tests.Metering.MeterTimes;

namespace RiskFunctions.Core.Tests.Metering;

public sealed class MeterRulesTests
{
    [Theory]
    [InlineData(false, 61)]
    [InlineData(true, 61.5)]
    public void From_shared_store_allows_for_clocks_as_well(bool isShared, double span)
    {
        var rules = MeterRules.From(new RateMeterOptions { RequestsPerMinute = 20, ReservedForHigh = 3 }, isShared);

        Assert.Equal(TimeSpan.FromSeconds(span), rules.Span);
        Assert.Equal((20, 3, TimeSpan.FromMinutes(1)), (rules.Limit, rules.ReservedForHigh, rules.Window));
    }

    [Theory]
    [InlineData(null, 30)]
    [InlineData(15, 15)]
    [InlineData(31, 30)]
    [InlineData(0, 1)]
    [InlineData(-5, 1)]
    public void LimitIn_is_the_lower_of_both_and_never_below_one(int? okta, int limit) =>
        Assert.Equal(limit, Rules().LimitIn(new MeterState { OktaLimit = okta }));

    [Fact]
    public void Guards_cover_a_permit_at_the_end_of_its_life_and_a_tenth_of_a_second_on_the_network() =>
        Assert.True(MeterRules.PathGuard >= MeterRules.PermitLifetime + TimeSpan.FromMilliseconds(100));
}
