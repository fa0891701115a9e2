using RiskFunctions.Delivery.Batches;
using RiskFunctions.Okta.Answers;
using RiskFunctions.Testing.Time;

namespace RiskFunctions.Core.Tests.Delivery.Batches;

public sealed class FillingPauseTests
{
    private static readonly DeliveryOutcome Failed = new DeliveryOutcome.Unavailable("HTTP 503");
    private static readonly DeliveryOutcome Rejected = new DeliveryOutcome.Invalid(new OktaError { Code = "E0000001", Summary = "no" });

    private readonly ManualTimeProvider _time = new();
    private readonly FillingPause _pause;

    public FillingPauseTests() => _pause = new FillingPause(_time);

    [Fact]
    public void Passengers_in_vain_pause_filling_twice_as_long_each_time_up_to_four_minutes() =>
        Assert.Equal([2, 4, 8, 16, 32, 64, 128, 240, 240], Enumerable.Range(0, 9).Select(_ => PauseAfterPassengersInVain()));

    [Fact]
    public void Accepted_passengers_make_the_next_pause_short_again()
    {
        PauseAfterPassengersInVain();
        PauseAfterPassengersInVain();

        _pause.Learn(new DeliveryOutcome.Accepted(), hadPassengers: true);

        Assert.True(_pause.IsOver);
        Assert.Equal(2, PauseAfterPassengersInVain());
    }

    [Fact]
    public void Accepted_request_without_passengers_says_nothing_about_them()
    {
        PauseAfterPassengersInVain();

        _pause.Learn(new DeliveryOutcome.Accepted(), hadPassengers: false);

        Assert.Equal(4, PauseAfterPassengersInVain());
    }

    [Fact]
    public void Rejected_passengers_were_read_so_filling_goes_on()
    {
        _pause.Learn(Rejected, hadPassengers: true);

        Assert.True(_pause.IsOver);
    }

    [Fact]
    public void Failure_stops_filling_until_Okta_reads_a_request_and_a_429_changes_nothing()
    {
        _pause.Learn(new DeliveryOutcome.Throttled(), hadPassengers: false);
        Assert.True(_pause.IsOver);

        _pause.Learn(Failed, hadPassengers: false);
        _time.Advance(TimeSpan.FromHours(1));
        _pause.Learn(new DeliveryOutcome.Throttled(), hadPassengers: false);
        Assert.False(_pause.IsOver);

        _pause.Learn(Rejected, hadPassengers: false);
        Assert.True(_pause.IsOver);
    }

    // In seconds. A 429, because that is no failure that lasts.
    private int PauseAfterPassengersInVain()
    {
        _pause.Learn(new DeliveryOutcome.Throttled(), hadPassengers: true);
        var seconds = 0;
        for (; !_pause.IsOver; seconds++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        return seconds;
    }
}
