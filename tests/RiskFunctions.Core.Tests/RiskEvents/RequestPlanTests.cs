using RiskFunctions.RiskEvents;
using RiskFunctions.Signals;
using RiskFunctions.Testing.Delivery;

namespace RiskFunctions.Core.Tests.RiskEvents;

public sealed class RequestPlanTests
{
    [Fact]
    public void For_nothing_to_send_plans_nothing() => Assert.Empty(Plan([[], []]));

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 1, 1)]
    [InlineData(50, 1, 1)]
    [InlineData(51, 2, 1)]
    [InlineData(1000, 20, 1)]
    [InlineData(1001, 21, 2)]
    public void For_one_message_takes_the_fewest_events_and_requests(int subjects, int events, int requests)
    {
        var plan = Plan([Some.Signals(subjects)]);

        Assert.Equal(requests, plan.Count);
        Assert.Equal(events, plan.Sum(r => r.Events.Count));
        Assert.Equal(subjects, plan.Sum(r => r.SubjectCount));
    }

    [Theory]
    [InlineData(20, 1, 20)]
    [InlineData(20, 2, 20)]
    [InlineData(21, 1, 1)]
    [InlineData(1000, 1, 20)]
    public void For_messages_of_one_time_share_events_only_when_there_is_no_room_for_one_each(int messages, int subjects, int events)
    {
        var plan = Plan([.. Enumerable.Range(0, messages).Select(n => Some.Signals(subjects, n * subjects))]);

        Assert.Equal(events, Assert.Single(plan).Events.Count);
    }

    [Fact]
    public void For_times_that_differ_stay_exact_without_a_tolerance() =>
        Assert.Equal([20, 1], Plan([.. Enumerable.Range(0, 21).Select(n => Signal(n, n))]).Select(r => r.Events.Count));

    [Fact]
    public void For_times_within_the_tolerance_share_an_event_that_carries_the_latest()
    {
        var plan = RequestPlan.For([.. Enumerable.Range(0, 21).Select(n => Signal(n, n * 0.1))], TimeSpan.FromSeconds(10));

        var only = Assert.Single(Assert.Single(plan).Events);
        Assert.Equal(Some.Time.AddSeconds(2), only.Timestamp);
        Assert.Equal(Enumerable.Range(0, 21), only.Messages);
    }

    [Theory]
    [InlineData(20, 20, 20)]
    [InlineData(21, 21, 3)]
    [InlineData(21, 2, 2)]
    [InlineData(40, 20, 20)]
    public void For_exact_times_are_kept_as_long_as_they_fit_into_one_request(int messages, int times, int events)
    {
        var plan = RequestPlan.For([.. Enumerable.Range(0, messages).Select(n => Signal(n, n % times))], TimeSpan.FromSeconds(9));

        Assert.Equal(events, Assert.Single(plan).Events.Count);
    }

    [Fact]
    public void For_few_exact_times_that_need_more_events_than_a_request_holds_are_not_kept()
    {
        var plan = RequestPlan.For([.. Enumerable.Range(0, 70).Select(n => Signal(n, n < 20 ? n : 0))], TimeSpan.FromSeconds(9));

        Assert.Equal(3, Assert.Single(plan).Events.Count);
    }

    [Fact]
    public void For_within_a_level_the_event_of_the_first_message_goes_first_however_late_its_time()
    {
        var plan = Plan([Signal(0, 60), .. Enumerable.Range(1, 20).Select(n => Signal(n, 0))]);

        Assert.Equal([0, 1], Assert.Single(plan).Events.Select(e => e.FirstMessage));
    }

    [Fact]
    public void For_a_thousand_messages_within_the_tolerance_are_one_full_request()
    {
        var plan = RequestPlan.For(
            [.. Enumerable.Range(0, 1000).Select(n => Signal(n, n * 0.01, (RiskLevel)((n % 3) + (int)RiskLevel.Low)))], TimeSpan.FromSeconds(10));

        Assert.Equal(1000, Assert.Single(plan).SubjectCount);
        Assert.Equal(20, plan[0].Events.Count);
    }

    [Fact]
    public void For_an_address_named_twice_within_the_tolerance_is_sent_once_at_its_highest_level()
    {
        var plan = RequestPlan.For(
            [.. Enumerable.Range(0, 20).Select(n => Signal(n, n)), Signal(3, 4.5, RiskLevel.Low), [Some.Signal(
                Some.Address(3), RiskLevel.High, Some.Time.AddSeconds(5), text: "worst")]],
            TimeSpan.FromSeconds(30));

        var only = Assert.Single(Assert.Single(plan).Events);
        Assert.Equal(20, only.SubjectCount);
        Assert.Equal(Enumerable.Range(0, 22), only.Messages);
        Assert.Equal(RiskLevel.High, only.Subjects.Single(s => s.Address.ToString() == Some.Address(3)).Level);
    }

    [Fact]
    public void For_signals_with_and_without_an_end_share_no_event_and_ends_within_the_tolerance_share_the_latest()
    {
        IReadOnlyList<RiskSignal> Ending(int n) =>
            [Some.Signal(Some.Address(n), at: Some.Time.AddSeconds(n * 0.1), expiresAt: Some.Time.AddHours(1).AddSeconds(n * 0.1))];
        var plan = RequestPlan.For(
            [.. Enumerable.Range(0, 15).Select(n => Signal(n, n * 0.1)), .. Enumerable.Range(15, 15).Select(Ending)], TimeSpan.FromSeconds(10));

        Assert.Equal([null, Some.Time.AddHours(1).AddSeconds(2.9)], Assert.Single(plan).Events.Select(e => e.ExpiresAt));
    }

    [Fact]
    public void For_more_than_one_request_sends_high_in_the_first()
    {
        var plan = RequestPlan.For(
            [.. Enumerable.Range(0, 1500).Select(n => Signal(n, n * 0.001, n % 3 == 0 ? RiskLevel.High : RiskLevel.Low))], TimeSpan.FromSeconds(10));

        Assert.Equal(2, plan.Count);
        Assert.Equal(500, plan[0].Events.SelectMany(e => e.Subjects).Count(s => s.Level == RiskLevel.High));
    }

    [Theory]
    [InlineData(0, 20)]
    [InlineData(1, 19)]
    [InlineData(20, 380)]
    [InlineData(100, 900)]
    [InlineData(1000, 0)]
    [InlineData(1500, 0)]
    public void Room_is_what_would_fit_if_more_came_as_close_together(int messages, int room)
    {
        IReadOnlyList<IReadOnlyList<RiskSignal>> batch = [.. Enumerable.Range(0, messages).Select(n => Signal(n, n * 0.001))];

        Assert.Equal(room, RequestPlan.Room(batch, batch, TimeSpan.FromSeconds(10)));
    }

    [Theory]
    [InlineData(60, 0, 0, 935)] // The other lane's five signals have seats in the same full events.
    [InlineData(60, 0, 3600, 890)] // They have an event of their own.
    [InlineData(50, 60, 3600, 425)] // Times part the lane's own signals: its events stay half full.
    public void Room_beside_another_lane_is_what_its_events_leave(int messages, int secondsApart, int other, int room)
    {
        List<IReadOnlyList<RiskSignal>> lane = [.. Enumerable.Range(0, messages).Select(n => Signal(n, n % 2 * secondsApart))];

        Assert.Equal(room, RequestPlan.Room([.. lane, .. Enumerable.Range(messages, 5).Select(n => Signal(n, other))], lane, TimeSpan.FromSeconds(10)));
    }

    [Theory]
    [InlineData(3, 2, 38)] // 19 free events of 6 signals each, 3 signals a message.
    [InlineData(900, 1, 1)] // It does not fit as a whole; the rest of it goes with the next request.
    public void Room_for_messages_of_several_signals_counts_messages(int signals, int messages, int room)
    {
        IReadOnlyList<IReadOnlyList<RiskSignal>> batch = [.. Enumerable.Range(0, messages).Select(n => Some.Signals(signals, n * signals)), []];

        Assert.Equal(room, RequestPlan.Room(batch, batch, TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void Room_for_a_lane_of_which_nothing_is_known_is_an_event_each()
    {
        IReadOnlyList<IReadOnlyList<RiskSignal>> batch = [.. Enumerable.Range(0, 15).Select(n => Signal(n, n * 0.001))];

        Assert.Equal(19, RequestPlan.Room(batch, [[]], TimeSpan.FromSeconds(10)));
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.3)]
    [InlineData(0.9)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(60)]
    public void Room_asked_again_and_again_fills_a_request_of_mixed_times_and_leaves_little_over(double secondsApart)
    {
        // A burst of another lane, and a backlog whose signals come at their own pace.
        var tolerance = TimeSpan.FromSeconds(10);
        List<IReadOnlyList<RiskSignal>> burst = [.. Enumerable.Range(0, 15).Select(n => Signal(n, n * 0.001))];
        List<IReadOnlyList<RiskSignal>> backlog = [];
        while (RequestPlan.Room([.. burst, .. backlog], backlog, tolerance) is > 0 and var room)
        {
            backlog.AddRange(Enumerable.Range(backlog.Count, room).Select(n => Signal(1_000 + n, -100_000 + (n * secondsApart))));
        }

        var plan = RequestPlan.For([.. burst, .. backlog], tolerance);

        Assert.InRange(plan[0].Events.Count, 19, 20);
        Assert.InRange(plan.Skip(1).Sum(r => r.SubjectCount), 0, backlog.Count / 10);
    }

    [Fact]
    public void For_twenty_messages_of_a_thousand_subjects_plans_twenty_full_requests()
    {
        var plan = Plan([.. Enumerable.Range(0, 20).Select(n => Some.Signals(1000, n * 1000))]);

        Assert.Equal(20, plan.Count);
        Assert.All(plan, r => Assert.Equal(1000, r.SubjectCount));
    }

    [Fact]
    public void For_high_goes_first_within_a_message_and_over_messages()
    {
        var plan = Plan(
        [
            [.. Enumerable.Range(0, 60).Select(n => Some.Signal(Some.Address(n), n == 59 ? RiskLevel.High : RiskLevel.Low))],
            [Some.Signal(Some.Address(100), RiskLevel.Medium)],
            [Some.Signal(Some.Address(101), RiskLevel.High)],
        ]);

        var events = Assert.Single(plan).Events;
        Assert.Equal([RiskLevel.High, RiskLevel.High, RiskLevel.Medium, RiskLevel.Low], events.Select(e => e.Level));
        Assert.Equal(Some.Address(59), events[0].Subjects.First().Address.ToString());
    }

    [Fact]
    public void For_same_address_and_time_merges_and_the_highest_level_speaks_for_all()
    {
        var plan = Plan([[Some.Signal(level: RiskLevel.Low, text: "low")], [Some.Signal(level: RiskLevel.High, text: "high")]]);

        var riskEvent = Assert.Single(Assert.Single(plan).Events);
        var subject = Assert.Single(riskEvent.Subjects);
        Assert.Equal(RiskLevel.High, subject.Level);
        Assert.Equal("high", subject.Text);
        Assert.Equal([0, 1], riskEvent.Messages);
    }

    [Fact]
    public void For_same_level_keeps_the_first_text()
    {
        var plan = Plan([[Some.Signal(text: "first")], [Some.Signal(text: "second")]]);

        Assert.Equal("first", Assert.Single(Assert.Single(plan).Events[0].Subjects).Text);
    }

    [Fact]
    public void For_another_time_does_not_merge()
    {
        var plan = Plan([[Some.Signal(at: Some.Time)], [Some.Signal(at: Some.Time.AddMilliseconds(1))]]);

        Assert.Equal([[0], [1]], Assert.Single(plan).Events.Select(e => e.Messages));
    }

    [Fact]
    public void For_another_expiry_does_not_merge()
    {
        var plan = Plan([[Some.Signal()], [Some.Signal(expiresAt: Some.Time.AddHours(1))]]);

        Assert.Equal([null, Some.Time.AddHours(1)], Assert.Single(plan).Events.Select(e => e.ExpiresAt));
    }

    [Fact]
    public void For_same_address_twice_in_one_message_is_one_subject()
    {
        var plan = Plan([[Some.Signal(level: RiskLevel.Medium), Some.Signal(level: RiskLevel.High)]]);

        var riskEvent = Assert.Single(Assert.Single(plan).Events);
        Assert.Equal(RiskLevel.High, Assert.Single(riskEvent.Subjects).Level);
        Assert.Equal([0], riskEvent.Messages);
    }

    [Fact]
    public void For_what_fits_never_puts_subjects_of_two_messages_into_one_event_unless_merged()
    {
        var plan = Plan([[Some.Signal("203.0.113.1")], [Some.Signal("203.0.113.2")]]);

        Assert.Equal([[0], [1]], Assert.Single(plan).Events.Select(e => e.Messages));
    }

    private static IReadOnlyList<RiskSignal> Signal(int address, double seconds, RiskLevel level = RiskLevel.High) =>
        [Some.Signal(Some.Address(address), level, Some.Time.AddSeconds(seconds))];

    private static IReadOnlyList<RiskRequest> Plan(IReadOnlyList<IReadOnlyList<RiskSignal>> batch) => RequestPlan.For(batch, TimeSpan.Zero);
}
