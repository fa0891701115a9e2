using RiskFunctions.Metering;
using RiskFunctions.Metering.Decision;
using RiskFunctions.Metering.State;
using RiskFunctions.Signals;
using static RiskFunctions.Core.Tests.Metering.MeterTimes;

namespace RiskFunctions.Core.Tests.Metering.Decision;

public sealed class MinuteLedgerTests
{
    [Fact]
    public void Add_same_minute_changes_the_one_that_is_there()
    {
        var state = Counted(new MeterState(), 1);

        var minutes = Counted(state, 59.9).Minutes;

        Assert.Equal(new MinuteUse { Minute = Start, High = 2 }, Assert.Single(minutes));
    }

    [Fact]
    public void Add_earlier_minute_goes_before_the_later_one()
    {
        var state = Counted(new MeterState(), 120);

        var minutes = Counted(state, 60).Minutes;

        Assert.Equal([At(60), At(120)], minutes.Select(m => m.Minute));
    }

    [Fact]
    public void Add_into_a_closed_minute_counts_in_the_first_open_one()
    {
        var state = new MeterState { ClosedThrough = Start, Minutes = [new MinuteUse { Minute = Start, High = 7, Limit = 30 }] };

        var minutes = Counted(state, 59.9).Minutes;

        Assert.Equal([new MinuteUse { Minute = Start, High = 7, Limit = 30 }, new MinuteUse { Minute = At(60), High = 1 }], minutes.AsEnumerable());
    }

    [Fact]
    public void Add_without_any_closing_keeps_a_bounded_number_of_minutes()
    {
        var state = new MeterState();
        for (var minute = 0; minute < 500; minute++)
        {
            state = Counted(state, minute * 60.0);
        }

        Assert.Equal(MinuteLedger.KeptMinutes + 1, state.Minutes.Length);
        Assert.Equal(At(499 * 60), state.Minutes[^1].Minute);
    }

    [Fact]
    public void Close_before_the_minute_ended_changes_nothing()
    {
        var state = Counted(new MeterState(), 1);

        var (closed, next) = MinuteLedger.Close(state, At(59.999), Rules());

        Assert.Empty(closed);
        Assert.Same(state, next);
    }

    [Fact]
    public void Close_finished_minute_carries_its_counts_and_the_limit_and_happens_once()
    {
        var state = Counted(new MeterState { OktaLimit = 15 }, 1);

        var (closed, next) = MinuteLedger.Close(state, At(60), Rules());
        var (again, same) = MinuteLedger.Close(next, At(119), Rules());

        Assert.Equal(new MinuteUse { Minute = Start, High = 1, Limit = 15 }, Assert.Single(closed));
        Assert.Equal(closed, next.Minutes);
        Assert.Equal(Start, next.ClosedThrough);
        Assert.Empty(again);
        Assert.Same(next, same);
    }

    [Fact]
    public void Close_after_missed_ticks_closes_each_minute_idle_ones_too_and_leaves_the_open_one()
    {
        var state = Counted(Counted(new MeterState { ClosedThrough = At(-60) }, 1), 181);

        var (closed, next) = MinuteLedger.Close(state, At(190), Rules());

        Assert.Equal([(Start, 1), (At(60), 0), (At(120), 0)], closed.Select(m => (m.Minute, m.Requests)));
        Assert.Equal(At(120), next.ClosedThrough);
        Assert.Equal(new MinuteUse { Minute = At(180), High = 1 }, next.Minutes[^1]);
    }

    [Fact]
    public void Close_after_hours_of_silence_keeps_the_last_sixty_minutes()
    {
        var state = Counted(new MeterState { ClosedThrough = At(-60) }, 1);

        var (closed, next) = MinuteLedger.Close(state, At(5 * 3600), Rules());

        Assert.Equal(60, closed.Count);
        Assert.Equal(60, next.Minutes.Length);
        Assert.Equal(At((5 * 3600) - 60), next.Minutes[^1].Minute);
    }

    [Fact]
    public void Close_first_time_starts_at_the_last_finished_minute()
    {
        var (closed, next) = MinuteLedger.Close(new MeterState(), At(90), Rules());

        Assert.Equal(Start, Assert.Single(closed).Minute);
        Assert.Equal(Start, next.ClosedThrough);
    }

    [Fact]
    public void Close_first_time_starts_at_the_oldest_minute_that_has_a_count()
    {
        var (closed, _) = MinuteLedger.Close(Counted(Counted(new MeterState(), 1), 61), At(180), Rules());

        Assert.Equal([(Start, 1), (At(60), 1), (At(120), 0)], closed.Select(m => (m.Minute, m.High)));
    }

    [Fact]
    public void Close_minute_by_minute_keeps_the_last_sixty_with_their_counts_and_the_open_one()
    {
        var state = new MeterState();
        for (var minute = 0; minute <= 70; minute++)
        {
            state = MinuteLedger.Close(Counted(state, minute * 60), At(minute * 60), Rules()).State;
        }

        Assert.Equal(Enumerable.Range(10, 61).Select(m => (At(m * 60), 1)), state.Minutes.Select(m => (m.Minute, m.High)));
    }

    [Fact]
    public void Close_believes_a_clock_that_is_ahead_by_no_more_than_clocks_differ()
    {
        var state = Counted(Counted(new MeterState(), 1), 120);

        var (closed, next) = MinuteLedger.Close(state, At(118), Rules());
        var (none, believed) = MinuteLedger.Close(next with { ClosedThrough = At(120) }, At(118), Rules());

        Assert.Equal(Start, Assert.Single(closed).Minute);
        Assert.Equal([Start, At(120)], next.Minutes.Select(m => m.Minute));
        Assert.Empty(none);
        Assert.Equal(At(120), believed.ClosedThrough);
    }

    [Fact]
    public void Close_after_a_clock_hours_ahead_goes_on_after_the_newest_minute_that_was_closed_before()
    {
        var (_, second) = MinuteLedger.Close(Counted(Closed(1), 61), At(120), Rules());

        var (closed, _) = MinuteLedger.Close(second with { ClosedThrough = At(5 * 3600) }, At(180), Rules());

        Assert.Equal(At(120), Assert.Single(closed).Minute);
    }

    [Fact]
    public void Close_by_a_clock_that_is_behind_the_last_closing_changes_nothing()
    {
        var state = new MeterState { ClosedThrough = At(60) };

        var (closed, next) = MinuteLedger.Close(state, At(119.6), Rules());

        Assert.Empty(closed);
        Assert.Same(state, next);
    }

    [Fact]
    public void Close_after_a_clock_hours_ahead_has_closed_goes_on_with_the_right_one()
    {
        var (_, ahead) = MinuteLedger.Close(Counted(new MeterState(), 1), At(5 * 3600), Rules());

        var (closed, next) = MinuteLedger.Close(Counted(ahead, 30), At(60), Rules());
        var (after, _) = MinuteLedger.Close(Counted(next, 61), At(120), Rules());

        Assert.Equal(new MinuteUse { Minute = Start, High = 1, Limit = 30 }, Assert.Single(closed));
        Assert.Equal(closed, next.Minutes);
        Assert.Equal(Start, next.ClosedThrough);
        Assert.Equal(new MinuteUse { Minute = At(60), High = 1, Limit = 30 }, Assert.Single(after));
    }

    [Fact]
    public void Close_after_a_clock_half_an_hour_ahead_takes_back_what_has_not_ended_and_closes_no_minute_twice()
    {
        var (_, ahead) = MinuteLedger.Close(Closed(1), At(90 + (30 * 60)), Rules());

        var (none, cut) = MinuteLedger.Close(ahead, At(91), Rules());
        var (closed, next) = MinuteLedger.Close(cut, At(120), Rules());

        Assert.Empty(none);
        Assert.Equal(Start, cut.ClosedThrough);
        Assert.Equal([Start, At(60)], cut.Minutes.Select(m => m.Minute));
        Assert.Equal(At(60), Assert.Single(closed).Minute);
        Assert.Equal([Start, At(60)], next.Minutes.Select(m => m.Minute));
    }

    [Fact]
    public void Close_minute_that_a_clock_ahead_closed_before_its_counts_is_closed_with_them()
    {
        var (_, ahead) = MinuteLedger.Close(Closed(1), At(90 + (30 * 60)), Rules());

        var (closed, _) = MinuteLedger.Close(Counted(ahead, 92), At(120), Rules());

        Assert.Equal(new MinuteUse { Minute = At(60), High = 1, Limit = 30 }, Assert.Single(closed));
    }

    [Fact]
    public void Close_with_nothing_but_minutes_of_the_future_closes_the_last_finished_one()
    {
        var state = Counted(new MeterState(), 5 * 3600);

        var (closed, next) = MinuteLedger.Close(state, At(60), Rules());

        Assert.Equal(Start, Assert.Single(closed).Minute);
        Assert.Equal(closed, next.Minutes);
    }

    [Fact]
    public void Add_after_a_clock_hours_ahead_has_closed_counts_in_the_right_minute()
    {
        var (_, ahead) = MinuteLedger.Close(new MeterState(), At(5 * 3600), Rules());

        var minutes = Counted(ahead, 30).Minutes;

        Assert.Equal(new MinuteUse { Minute = Start, High = 1 }, minutes[0]);
    }

    [Fact]
    public void Add_by_a_clock_that_is_half_a_minute_behind_leaves_the_closed_minute_alone()
    {
        var minutes = Counted(Closed(1), 30).Minutes;

        Assert.Equal([(Start, 1), (At(60), 1)], minutes.Select(m => (m.Minute, m.High)));
    }

    [Fact]
    public void Close_drops_what_has_expired()
    {
        var state = WithGrants(-10, 50) with
        {
            Waiting = [new WaitingMark("dead", RiskLevel.High, At(55)), new WaitingMark("live", RiskLevel.High, At(70))],
            BlockedUntil = At(59),
        };

        var (_, next) = MinuteLedger.Close(state, At(60), Rules());

        Assert.Equal(At(50), Assert.Single(next.Grants).At);
        Assert.Equal("live", Assert.Single(next.Waiting).By);
        Assert.Null(next.BlockedUntil);
    }

    /// <summary>The first minute, with one request at this second, is closed.</summary>
    private static MeterState Closed(double seconds) => MinuteLedger.Close(Counted(new MeterState(), seconds), At(60), Rules()).State;

    private static MeterState Counted(MeterState state, double seconds) =>
        state with { Minutes = MinuteLedger.Add(state, At(seconds), m => m with { High = m.High + 1 }) };
}
