using FsCheck;
using FsCheck.Fluent;
using RiskFunctions.LocalHost.Sandbox;

namespace RiskFunctions.LocalHost.Tests.Sandbox.Recording;

public sealed class ArrivalWindowTests
{
    [Fact]
    public void Worst_request_exactly_one_window_later_is_in_the_next()
    {
        var window = new ArrivalWindow(TimeSpan.FromSeconds(60));

        window.Add(TimeSpan.Zero);
        window.Add(TimeSpan.FromSeconds(60));

        Assert.Equal(1, window.Worst);
    }

    [Fact]
    public void Worst_equals_the_count_over_every_window()
    {
        var gaps = Gen.Choose(0, 30_000).ArrayOf();

        Prop.ForAll(gaps.ToArbitrary(), milliseconds =>
        {
            var window = new ArrivalWindow(TimeSpan.FromSeconds(60));
            var arrivals = new List<TimeSpan>();
            foreach (var gap in milliseconds)
            {
                arrivals.Add(arrivals.LastOrDefault() + TimeSpan.FromMilliseconds(gap));
                window.Add(arrivals[^1]);
            }

            var expected = arrivals.Select(start => arrivals.Count(t => t >= start && t < start + TimeSpan.FromSeconds(60))).DefaultIfEmpty().Max();
            return window.Worst == expected;
        }).QuickCheckThrowOnFailure();
    }
}
