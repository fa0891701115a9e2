using FsCheck;
using FsCheck.Fluent;
using RiskFunctions.LocalHost.Sandbox.Limits;

namespace RiskFunctions.LocalHost.Tests.Sandbox.Limits;

public sealed class RequestLimitTests
{
    private static readonly RequestLimitOptions Three = new() { Requests = 3, Window = TimeSpan.FromSeconds(60) };

    [Fact]
    public void Take_sliding_refuses_until_the_oldest_is_a_window_old()
    {
        var limit = new SlidingRequestLimit(Three);
        TakeAt(limit, 0, 10, 20);

        var early = limit.Take(Seconds(59.999));
        var due = limit.Take(Seconds(60));
        var next = limit.Take(Seconds(60.5));

        Assert.Equal([false, true, false], [early.Passed, due.Passed, next.Passed]);
        Assert.Equal(Seconds(9.5), next.ResetIn);
    }

    [Fact]
    public void Take_sliding_counts_down_and_resets_now_while_something_remains()
    {
        var limit = new SlidingRequestLimit(Three);

        var readings = new[] { limit.Take(Seconds(0)), limit.Take(Seconds(1)), limit.Take(Seconds(2)) };

        Assert.Equal([2, 1, 0], readings.Select(r => r.Remaining));
        Assert.Equal([Seconds(0), Seconds(0), Seconds(58)], readings.Select(r => r.ResetIn));
    }

    [Theory]
    [InlineData(false, 58)]
    [InlineData(true, 59)]
    public void Take_sliding_refused_request_counts_only_when_asked_to(bool countRefused, int resetSeconds)
    {
        var limit = new SlidingRequestLimit(Three with { CountRefused = countRefused });
        TakeAt(limit, 0, 1, 2);

        var refused = limit.Take(Seconds(2));

        Assert.False(refused.Passed);
        Assert.Equal(Seconds(resetSeconds), refused.ResetIn);
    }

    [Fact]
    public void Take_sliding_advertises_another_limit_and_resets_by_it()
    {
        var limit = new SlidingRequestLimit(Three with { AdvertisedRequests = 2 });
        TakeAt(limit, 0);

        var second = limit.Take(Seconds(10));
        var third = limit.Take(Seconds(20));

        Assert.Equal((true, 2, 0, Seconds(50)), (second.Passed, second.Limit, second.Remaining, second.ResetIn));
        Assert.Equal((true, 0, Seconds(50)), (third.Passed, third.Remaining, third.ResetIn));
    }

    [Fact]
    public void Read_counts_nothing()
    {
        var limit = new SlidingRequestLimit(Three);

        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(3, limit.Read(Seconds(i)).Remaining);
        }
    }

    [Fact]
    public void Take_fixed_opens_windows_back_to_back_from_the_first_request()
    {
        var limit = new FixedRequestLimit(Three);
        TakeAt(limit, 20, 78, 79);

        var full = limit.Take(Seconds(79.5));
        var second = limit.Take(Seconds(80));
        var later = limit.Take(Seconds(205));

        Assert.Equal((false, Seconds(0.5)), (full.Passed, full.ResetIn));
        Assert.Equal((true, 2, Seconds(60)), (second.Passed, second.Remaining, second.ResetIn));
        Assert.Equal(Seconds(55), later.ResetIn);
    }

    [Fact]
    public void Take_sliding_any_arrivals_never_lets_more_than_the_limit_into_a_window()
    {
        var gaps = Gen.Choose(0, 40_000).ArrayOf();

        Prop.ForAll(gaps.ToArbitrary(), milliseconds =>
        {
            var limit = new SlidingRequestLimit(Three);
            var now = TimeSpan.Zero;
            var passed = new List<TimeSpan>();
            foreach (var gap in milliseconds)
            {
                now += TimeSpan.FromMilliseconds(gap);
                var inWindow = passed.Count(t => t > now - Three.Window);
                var reading = limit.Take(now);
                if (reading.Passed != inWindow < 3)
                {
                    return false;
                }

                passed.AddRange(reading.Passed ? [now] : Array.Empty<TimeSpan>());
            }

            return true;
        }).QuickCheckThrowOnFailure();
    }

    private static void TakeAt(IRequestLimit limit, params double[] seconds)
    {
        foreach (var at in seconds)
        {
            Assert.True(limit.Take(Seconds(at)).Passed);
        }
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
