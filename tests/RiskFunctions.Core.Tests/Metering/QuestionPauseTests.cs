using RiskFunctions.Metering.Decision;
using RiskFunctions.Metering.Permits;
using RiskFunctions.Metering.State;
using RiskFunctions.Signals;
using static RiskFunctions.Core.Tests.Metering.MeterTimes;

namespace RiskFunctions.Core.Tests.Metering;

public sealed class QuestionPauseTests
{
    private static readonly MeterState Busy = new()
    {
        Grants = [new MeterGrant(Start, "a"), new MeterGrant(Start, "b"), new MeterGrant(Start, "b"), new MeterGrant(Start, "c")],
        Waiting = [new WaitingMark("a", RiskLevel.High, At(15)), new WaitingMark("b", RiskLevel.Medium, At(15))],
    };

    [Theory]
    [InlineData(RiskLevel.Low, 0, 2000)]
    [InlineData(RiskLevel.Low, 1, 2060)]
    [InlineData(RiskLevel.Medium, 1, 2000)]
    [InlineData(RiskLevel.High, 1, 2000)]
    public void Before_spreads_the_lane_that_has_no_line(RiskLevel lane, double chance, int milliseconds)
    {
        var pause = QuestionPause.Before(new PermitDecision.Wait(At(2), null), lane, Busy, Start, chance);

        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), pause);
    }

    [Fact]
    public void Before_one_instance_alone_asks_on_the_dot()
    {
        var pause = QuestionPause.Before(new PermitDecision.Wait(At(2), null), RiskLevel.Low, WithGrants(0, 1), Start, 1);

        Assert.Equal(TimeSpan.FromSeconds(2), pause);
    }

    [Fact]
    public void Before_mark_that_wants_renewal_first_ends_the_pause()
    {
        var pause = QuestionPause.Before(new PermitDecision.Wait(At(20), At(7.5)), RiskLevel.High, Busy, Start, 1);

        Assert.Equal(TimeSpan.FromSeconds(7.5), pause);
    }

    [Theory]
    [InlineData(2.0001, 2001)]
    [InlineData(0.0001, 1)]
    [InlineData(-3, 1)]
    public void Before_whole_milliseconds_never_end_too_early(double seconds, int milliseconds)
    {
        var pause = QuestionPause.Before(new PermitDecision.Wait(At(seconds), null), RiskLevel.High, new MeterState(), Start, 0);

        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), pause);
    }

    [Theory]
    [InlineData(0, 100)]
    [InlineData(1, 200)]
    public void WhenBusy_is_spread_over_a_tenth_of_a_second(double chance, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), QuestionPause.WhenBusy(chance));
}
