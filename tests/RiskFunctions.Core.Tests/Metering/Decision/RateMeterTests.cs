using RiskFunctions.Metering;
using RiskFunctions.Metering.Decision;
using RiskFunctions.Metering.State;
using RiskFunctions.Signals;
using static RiskFunctions.Core.Tests.Metering.MeterTimes;

namespace RiskFunctions.Core.Tests.Metering.Decision;

public sealed class RateMeterTests
{
    [Theory]
    [InlineData(RiskLevel.Low)]
    [InlineData(RiskLevel.Medium)]
    [InlineData(RiskLevel.High)]
    public void Decide_empty_state_grants_every_lane(RiskLevel lane)
    {
        var (decision, state) = RateMeter.Decide(new MeterState(), Ask(lane), Start, Rules());

        Assert.IsType<PermitDecision.Granted>(decision);
        Assert.Equal(new MeterGrant(Start, "me"), Assert.Single(state.Grants));
    }

    [Fact]
    public void Decide_high_runs_two_permits_ahead_and_then_keeps_the_spacing_of_what_is_left()
    {
        var state = new MeterState();
        for (var i = 0; i < GrantSpacing.Ahead; i++)
        {
            (var granted, state) = RateMeter.Decide(state, Ask(RiskLevel.High), Start, Rules());
            Assert.IsType<PermitDecision.Granted>(granted);
        }

        var (decision, _) = RateMeter.Decide(state, Ask(RiskLevel.High), Start, Rules());

        // 28 permits and the one that comes back first, over 61.5 s; and in a window that was idle before, up to a tenth sooner.
        Assert.Equal(0.9 * 61.5 / 29, (WaitOf(decision).Until - Start).TotalSeconds, 5);
    }

    // The example of GrantSpacing.
    [Theory]
    [InlineData(RiskLevel.High, new[] { 0, 0, 1.9, 3.7, 5.6 })]
    [InlineData(RiskLevel.Low, new[] { 0, 1.8, 3.6, 5.4 })]
    public void Decide_signals_without_end_are_granted_about_every_two_seconds(RiskLevel lane, double[] expected)
    {
        var rules = Rules(guardSeconds: 0);
        var (state, now) = (new MeterState(), Start);
        while (state.Grants.Length < expected.Length)
        {
            (var decision, state) = RateMeter.Decide(state, Ask(lane), now, rules);
            now = decision is PermitDecision.Wait wait ? wait.Until : now;
        }

        Assert.Equal(expected, state.Grants.Select(g => Math.Round((g.At - Start).TotalSeconds, 1)));
    }

    [Fact]
    public void Decide_high_waits_for_the_oldest_when_the_window_is_used_up()
    {
        var (decision, _) = RateMeter.Decide(WithGrants(Enumerable.Range(0, 30).Select(i => i / 10.0)), Ask(RiskLevel.High), At(10), Rules());

        Assert.Equal(At(61.5), WaitOf(decision).Until);
    }

    [Fact]
    public void Decide_clock_an_hour_ahead_costs_the_others_one_window_at_most()
    {
        var hour = TimeSpan.FromHours(1);
        var state = new MeterState
        {
            Grants = [.. Enumerable.Range(0, 30).Select(i => new MeterGrant(Start + hour + TimeSpan.FromSeconds(i), "ahead"))],
            Waiting = [new WaitingMark("ahead", RiskLevel.High, Start + hour)],
            BlockedUntil = Start + hour,
        };

        var (first, seen) = RateMeter.Decide(state, Ask(RiskLevel.Medium), Start, Rules());
        var (later, _) = RateMeter.Decide(seen, Ask(RiskLevel.Low), WaitOf(first).Until + Rules().MarkLifetime, Rules());

        Assert.InRange(WaitOf(first).Until, At(60), At(62));
        Assert.IsType<PermitDecision.Granted>(later);
    }

    [Theory]
    [InlineData(RiskLevel.Low)]
    [InlineData(RiskLevel.Medium)]
    public void Decide_lower_lane_keeps_the_even_spacing_on_the_average_of_eight_and_most_of_it_always(RiskLevel lane)
    {
        var (average, _) = RateMeter.Decide(WithGrants(Enumerable.Range(0, 8).Select(i => i * 61.5 / 30)), Ask(lane), At(15), Rules());
        var (late, _) = RateMeter.Decide(WithGrants([.. Enumerable.Range(0, 7).Select(i => i * 61.5 / 30), 14.45]), Ask(lane), At(15), Rules());
        var (first, _) = RateMeter.Decide(WithGrants(0), Ask(lane), At(0.5), Rules());

        Assert.Equal(16.4, (WaitOf(average).Until - Start).TotalSeconds, 5);
        Assert.Equal(16.4, (WaitOf(late).Until - Start).TotalSeconds, 5);
        Assert.Equal(0.9 * 61.5 / 30, (WaitOf(first).Until - Start).TotalSeconds, 5);
    }

    [Fact]
    public void Decide_lower_lane_takes_the_last_permit_only_when_another_comes_back_within_a_spacing()
    {
        var state = WithGrants(Enumerable.Range(0, 29).Select(i => i * 0.1));

        var (early, _) = RateMeter.Decide(state, Ask(RiskLevel.Medium), At(10), Rules());
        var (late, _) = RateMeter.Decide(state, Ask(RiskLevel.Medium), At(61.5 - (61.5 / 30)), Rules());
        var (high, _) = RateMeter.Decide(state, Ask(RiskLevel.High), At(35), Rules());

        Assert.Equal(At(61.5 - (61.5 / 30)), WaitOf(early).Until);
        Assert.IsType<PermitDecision.Granted>(late);
        Assert.IsType<PermitDecision.Granted>(high);
    }

    [Fact]
    public void Decide_under_a_backlog_of_one_lower_lane_grants_at_the_even_spacing_from_the_first_window_on()
    {
        var (state, now) = (new MeterState(), Start);
        for (var i = 0; i < 200; i++)
        {
            var (decision, next) = RateMeter.Decide(state, Ask(RiskLevel.Low), now, Rules());
            if (decision is PermitDecision.Wait wait)
            {
                Assert.InRange((wait.Until - state.Grants[^1].At).TotalSeconds, 1.5, 2.6);
                (decision, next) = RateMeter.Decide(state, Ask(RiskLevel.Low), now = wait.Until, Rules());
            }

            Assert.IsType<PermitDecision.Granted>(decision);
            state = next;
        }
    }

    [Fact]
    public void Decide_limit_one_gives_lower_lanes_the_only_permit()
    {
        var (first, state) = RateMeter.Decide(new MeterState(), Ask(RiskLevel.Low), Start, Rules(limit: 1));
        var (second, _) = RateMeter.Decide(state, Ask(RiskLevel.Low), At(1), Rules(limit: 1));

        Assert.IsType<PermitDecision.Granted>(first);
        Assert.Equal(At(61.5), WaitOf(second).Until);
    }

    [Fact]
    public void Decide_reserved_permits_are_for_high_only()
    {
        var state = WithGrants(Enumerable.Range(0, 20).Select(i => i * 2.0));

        var (low, _) = RateMeter.Decide(state, Ask(RiskLevel.Low), At(50), Rules(reserved: 10));
        var (medium, _) = RateMeter.Decide(state, Ask(RiskLevel.Medium), At(50), Rules(reserved: 10));
        var (high, _) = RateMeter.Decide(state, Ask(RiskLevel.High), At(50), Rules(reserved: 10));

        Assert.Equal(At(61.5), WaitOf(low).Until);
        Assert.Equal(At(61.5), WaitOf(medium).Until);
        Assert.IsType<PermitDecision.Granted>(high);
    }

    [Fact]
    public void Decide_reserve_above_the_limit_that_Okta_names_still_lets_one_lower_request_through()
    {
        var state = new MeterState { OktaLimit = 5 };

        var (first, next) = RateMeter.Decide(state, Ask(RiskLevel.Low), Start, Rules(reserved: 10));
        var (second, _) = RateMeter.Decide(next, Ask(RiskLevel.Low), At(30), Rules(reserved: 10));

        Assert.IsType<PermitDecision.Granted>(first);
        Assert.Equal(At(61.5), WaitOf(second).Until);
    }

    [Theory]
    [InlineData(RiskLevel.Low)]
    [InlineData(RiskLevel.Medium)]
    [InlineData(RiskLevel.High)]
    public void Decide_blocked_state_makes_every_lane_wait(RiskLevel lane)
    {
        var state = new MeterState { BlockedUntil = At(7) };

        var (before, _) = RateMeter.Decide(state, Ask(lane), At(6.9), Rules());
        var (after, next) = RateMeter.Decide(state, Ask(lane), At(7), Rules());

        Assert.Equal(At(7), WaitOf(before).Until);
        Assert.IsType<PermitDecision.Granted>(after);
        Assert.Null(next.BlockedUntil);
    }

    [Theory]
    [InlineData(RiskLevel.Low, RiskLevel.Medium)]
    [InlineData(RiskLevel.Low, RiskLevel.High)]
    [InlineData(RiskLevel.Medium, RiskLevel.High)]
    public void Decide_lower_lane_gives_way_to_a_live_higher_mark_of_another(RiskLevel lane, RiskLevel marked)
    {
        var state = new MeterState { Waiting = [new WaitingMark("other", marked, At(15))] };

        var (during, _) = RateMeter.Decide(state, Ask(lane), At(14.9), Rules());
        var (after, _) = RateMeter.Decide(state, Ask(lane), At(15), Rules());

        Assert.Equal(At(14.9 + (61.5 / 30)), WaitOf(during).Until);
        Assert.IsType<PermitDecision.Granted>(after);
    }

    [Theory]
    [InlineData(RiskLevel.Low, "me", RiskLevel.High)]
    [InlineData(RiskLevel.Medium, "other", RiskLevel.Medium)]
    [InlineData(RiskLevel.High, "other", RiskLevel.High)]
    public void Decide_mark_of_its_own_or_not_higher_holds_up_nobody(RiskLevel lane, string by, RiskLevel marked)
    {
        var state = new MeterState { Waiting = [new WaitingMark(by, marked, At(15))] };

        var (decision, _) = RateMeter.Decide(state, Ask(lane), Start, Rules());

        Assert.IsType<PermitDecision.Granted>(decision);
    }

    [Theory]
    [InlineData("me", 100)]
    [InlineData("second", 102.05)]
    [InlineData("new", 104.1)]
    public void Decide_instances_of_a_lane_stand_in_line_a_spacing_apart(string by, double seconds)
    {
        var state = new MeterState { BlockedUntil = At(100), Waiting = [.. Line("me")] };

        var (decision, _) = RateMeter.Decide(state, new PermitQuestion(by, RiskLevel.High, null), Start, Rules());

        Assert.Equal(At(seconds), WaitOf(decision).Until);
    }

    [Theory]
    [InlineData("first", RiskLevel.High, false)]
    [InlineData("second", RiskLevel.High, true)]
    [InlineData("new", RiskLevel.High, true)]
    [InlineData("lower", RiskLevel.Medium, false)]
    [InlineData("new", RiskLevel.Medium, true)]
    [InlineData("new", RiskLevel.Low, false)]
    public void Decide_tells_who_stands_behind_another_instance_of_the_lane(string by, RiskLevel lane, bool behind)
    {
        var state = new MeterState { BlockedUntil = At(10), Waiting = [.. Line("first")] };

        var (fresh, _) = RateMeter.Decide(state, new PermitQuestion(by, lane, null), Start, Rules());
        var (renewed, _) = RateMeter.Decide(state, new PermitQuestion(by, lane, null), At(8), Rules());

        Assert.Equal((behind, behind), (WaitOf(fresh).IsBehind, WaitOf(renewed).IsBehind));
    }

    [Fact]
    public void Decide_renewed_mark_keeps_its_place_and_one_that_was_served_goes_to_the_end()
    {
        var state = new MeterState { Waiting = [new WaitingMark("me", RiskLevel.High, At(15)), new WaitingMark("other", RiskLevel.High, At(20))] };

        var (_, renewed) = RateMeter.Decide(state with { BlockedUntil = At(100) }, Ask(RiskLevel.High), At(8), Rules());
        var (_, served) = RateMeter.Decide(state, new PermitQuestion("me", RiskLevel.High, RiskLevel.High), At(8), Rules());

        Assert.Equal(["me", "other"], renewed.Waiting.Select(m => m.By));
        Assert.Equal(["other", "me"], served.Waiting.Select(m => m.By));
    }

    [Fact]
    public void Decide_waiting_high_writes_a_mark_once_and_renews_it_when_half_is_gone()
    {
        var state = new MeterState { BlockedUntil = At(100) };

        var (first, marked) = RateMeter.Decide(state, Ask(RiskLevel.High), Start, Rules());
        var (second, same) = RateMeter.Decide(marked, Ask(RiskLevel.High), At(7.4), Rules());
        var (_, renewed) = RateMeter.Decide(marked, Ask(RiskLevel.High), At(7.5), Rules());

        Assert.Equal(At(7.5), WaitOf(first).RenewMarkAt);
        Assert.Equal(At(7.5), WaitOf(second).RenewMarkAt);
        Assert.Equal(new WaitingMark("me", RiskLevel.High, At(15)), Assert.Single(marked.Waiting));
        Assert.Same(marked, same);
        Assert.Equal(new WaitingMark("me", RiskLevel.High, At(22.5)), Assert.Single(renewed.Waiting));
    }

    [Fact]
    public void Decide_mark_of_another_in_the_same_lane_is_neither_taken_for_the_own_one_nor_replaced()
    {
        var other = new WaitingMark("other", RiskLevel.High, At(20));
        var state = new MeterState { BlockedUntil = At(100), Waiting = [other] };

        var (_, marked) = RateMeter.Decide(state, Ask(RiskLevel.High), At(5), Rules());
        var (_, renewed) = RateMeter.Decide(marked, Ask(RiskLevel.High), At(13), Rules());

        Assert.Equal([other, new WaitingMark("me", RiskLevel.High, At(20))], marked.Waiting.AsEnumerable());
        Assert.Equal([other, new WaitingMark("me", RiskLevel.High, At(28))], renewed.Waiting.AsEnumerable());
    }

    [Fact]
    public void Decide_one_higher_mark_among_others_is_enough_to_give_way()
    {
        var state = new MeterState { Waiting = [new WaitingMark("other", RiskLevel.High, At(15)), new WaitingMark("me", RiskLevel.Medium, At(15))] };

        var (decision, _) = RateMeter.Decide(state, Ask(RiskLevel.Medium), Start, Rules());

        Assert.Equal(At(61.5 / 30), WaitOf(decision).Until);
    }

    [Fact]
    public void Decide_mark_of_a_lower_lane_is_replaced_by_the_higher_one()
    {
        var state = new MeterState { BlockedUntil = At(100), Waiting = [new WaitingMark("me", RiskLevel.Medium, At(15))] };

        var (_, next) = RateMeter.Decide(state, Ask(RiskLevel.High), At(1), Rules());

        Assert.Equal(new WaitingMark("me", RiskLevel.High, At(16)), Assert.Single(next.Waiting));
    }

    [Fact]
    public void Decide_waiting_low_writes_nothing()
    {
        var state = WithGrants(-100, 0);

        var (decision, next) = RateMeter.Decide(state, Ask(RiskLevel.Low), At(1), Rules());

        Assert.Null(WaitOf(decision).RenewMarkAt);
        Assert.Same(state, next);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(RiskLevel.Low, null)]
    [InlineData(RiskLevel.Medium, RiskLevel.Medium)]
    [InlineData(RiskLevel.High, RiskLevel.High)]
    public void Decide_grant_leaves_a_mark_only_for_a_lane_above_low_that_still_waits(RiskLevel? still, RiskLevel? marked)
    {
        var state = new MeterState { Waiting = [new WaitingMark("me", RiskLevel.High, At(10))] };

        var (_, next) = RateMeter.Decide(state, new PermitQuestion("me", RiskLevel.High, still), Start, Rules());

        IEnumerable<WaitingMark> expected = marked is { } lane ? [new WaitingMark("me", lane, At(15))] : [];
        Assert.Equal(expected, next.Waiting);
    }

    [Theory]
    [InlineData(3, 3)]
    [InlineData(50, 5)]
    public void Decide_lower_of_the_two_limits_is_in_force(int okta, int granted)
    {
        var (state, now) = (new MeterState { OktaLimit = okta }, Start);
        while (now < At(61.5))
        {
            (var decision, state) = RateMeter.Decide(state, Ask(RiskLevel.High), now, Rules(limit: 5));
            now = decision is PermitDecision.Wait wait ? wait.Until : now;
        }

        Assert.Equal(granted, state.Grants.Count(g => g.At < At(61.5)));
    }

    [Fact]
    public void Decide_lowered_limit_waits_until_fewer_grants_than_the_new_one_count()
    {
        var state = WithGrants(Enumerable.Range(0, 10).Select(i => (double)i)) with { OktaLimit = 4 };

        var (decision, _) = RateMeter.Decide(state, Ask(RiskLevel.High), At(20), Rules(limit: 10));

        // Four may count: the seventh of the ten must have left.
        Assert.Equal(At(6 + 61.5), WaitOf(decision).Until);
    }

    [Fact]
    public void Returned_permit_of_a_minute_that_was_closed_leaves_no_count_below_zero()
    {
        var (_, granted) = RateMeter.Decide(new MeterState(), Ask(RiskLevel.High), At(59), Rules());
        var (_, closed) = MinuteLedger.Close(granted, At(60), Rules());

        var next = RateMeter.Returned(closed, granted.Grants[0], RiskLevel.High);

        Assert.Empty(next.Grants);
        Assert.Equal([1, 0], next.Minutes.Select(m => m.High));
    }

    [Fact]
    public void Returned_permit_that_counts_no_more_changes_nothing()
    {
        var state = WithGrants(1);

        Assert.Same(state, RateMeter.Returned(state, new MeterGrant(At(1), "me"), RiskLevel.High));
    }

    [Fact]
    public void Decide_grant_of_a_slower_clock_keeps_the_grants_in_order()
    {
        var state = WithGrants(2);

        var (_, next) = RateMeter.Decide(state, Ask(RiskLevel.High), At(1.5), Rules());

        Assert.Equal([At(1.5), At(2)], next.Grants.Select(g => g.At));
    }

    [Fact]
    public void Decide_grant_at_the_same_time_as_another_comes_after_it()
    {
        var (_, next) = RateMeter.Decide(WithGrants(1), Ask(RiskLevel.High), At(1), Rules());

        Assert.Equal(["other", "me"], next.Grants.Select(g => g.By));
    }

    [Fact]
    public void Pruned_keeps_each_thing_to_the_very_end_of_what_can_be_believed()
    {
        var tick = TimeSpan.FromTicks(1);
        var lead = Start + MeterRules.BelievableLead;
        var (mark, block) = (lead + Rules().MarkLifetime, lead + Rules().LongestBlock);

        var kept = RateMeter.Pruned(State(At(-61.5) + tick, lead, mark, block), Start, Rules());
        var cut = RateMeter.Pruned(State(At(-61.5), lead + tick, mark + tick, block + tick), Start, Rules());

        Assert.Equal([At(-61.5) + tick, At(1), lead, lead], kept.Grants.Select(g => g.At));
        Assert.Equal(mark, Assert.Single(kept.Waiting).Until);
        Assert.Equal(block, kept.BlockedUntil);
        Assert.Equal([Start, At(1), lead], cut.Grants.Select(g => g.At));
        Assert.Empty(cut.Waiting);
        Assert.Null(cut.BlockedUntil);

        MeterState State(DateTimeOffset oldest, DateTimeOffset newest, DateTimeOffset mark, DateTimeOffset block) => new()
        {
            Grants = [.. new[] { oldest, At(1), lead, newest }.Select(at => new MeterGrant(at, "other"))],
            Waiting = [new WaitingMark("ahead", RiskLevel.High, mark)],
            BlockedUntil = block,
        };
    }

    [Fact]
    public void Decide_grant_counts_into_its_minute()
    {
        var (_, next) = RateMeter.Decide(new MeterState(), Ask(RiskLevel.Medium), At(61), Rules());

        Assert.Equal(new MinuteUse { Minute = At(60), Medium = 1 }, Assert.Single(next.Minutes));
    }

    // Two of the HIGH lane, and one of a lower between them.
    private static WaitingMark[] Line(string first) =>
        [new(first, RiskLevel.High, At(15)), new("lower", RiskLevel.Medium, At(15)), new("second", RiskLevel.High, At(15))];

    private static PermitQuestion Ask(RiskLevel lane) => new("me", lane, null);

    private static PermitDecision.Wait WaitOf(PermitDecision decision) => Assert.IsType<PermitDecision.Wait>(decision);
}
