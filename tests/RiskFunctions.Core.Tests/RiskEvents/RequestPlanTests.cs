using RiskFunctions.RiskEvents;
using RiskFunctions.Signals;
using RiskFunctions.Testing.Delivery;

namespace RiskFunctions.Core.Tests.RiskEvents;

public sealed class RequestPlanTests
{
    [Fact]
    public void For_nothing_to_send_plans_nothing() => Assert.Empty(RequestPlan.For([[], []]));

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(50, 1, 1)]
    [InlineData(51, 2, 1)]
    [InlineData(1000, 20, 1)]
    [InlineData(1001, 21, 2)]
    public void For_one_message_takes_the_fewest_events_and_requests(int subjects, int events, int requests)
    {
        var plan = RequestPlan.For([Some.Signals(subjects)]);

        Assert.Equal(requests, plan.Count);
        Assert.Equal(events, plan.Sum(r => r.Events.Count));
        Assert.Equal(subjects, plan.Sum(r => r.SubjectCount));
    }

    [Theory]
    [InlineData(20, 1)]
    [InlineData(21, 2)]
    public void For_messages_of_one_signal_gives_each_an_event_of_its_own(int messages, int requests)
    {
        var plan = RequestPlan.For([.. Enumerable.Range(0, messages).Select(n => Some.Signals(1, n))]);

        Assert.Equal(requests, plan.Count);
        Assert.Equal(messages, plan.Sum(r => r.Events.Count));
    }

    [Fact]
    public void For_twenty_messages_of_a_thousand_subjects_plans_twenty_full_requests()
    {
        var plan = RequestPlan.For([.. Enumerable.Range(0, 20).Select(n => Some.Signals(1000, n * 1000))]);

        Assert.Equal(20, plan.Count);
        Assert.All(plan, r => Assert.Equal(1000, r.SubjectCount));
    }

    [Fact]
    public void For_high_goes_first_within_a_message_and_over_messages()
    {
        var plan = RequestPlan.For(
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
        var plan = RequestPlan.For([[Some.Signal(level: RiskLevel.Low, text: "low")], [Some.Signal(level: RiskLevel.High, text: "high")]]);

        var riskEvent = Assert.Single(Assert.Single(plan).Events);
        var subject = Assert.Single(riskEvent.Subjects);
        Assert.Equal(RiskLevel.High, subject.Level);
        Assert.Equal("high", subject.Text);
        Assert.Equal([0, 1], riskEvent.Messages);
    }

    [Fact]
    public void For_same_level_keeps_the_first_text()
    {
        var plan = RequestPlan.For([[Some.Signal(text: "first")], [Some.Signal(text: "second")]]);

        Assert.Equal("first", Assert.Single(Assert.Single(plan).Events[0].Subjects).Text);
    }

    [Fact]
    public void For_another_time_does_not_merge()
    {
        var plan = RequestPlan.For([[Some.Signal(at: Some.Time)], [Some.Signal(at: Some.Time.AddMilliseconds(1))]]);

        Assert.Equal([[0], [1]], Assert.Single(plan).Events.Select(e => e.Messages));
    }

    [Fact]
    public void For_another_expiry_does_not_merge()
    {
        var plan = RequestPlan.For([[Some.Signal()], [Some.Signal(expiresAt: Some.Time.AddHours(1))]]);

        Assert.Equal([null, Some.Time.AddHours(1)], Assert.Single(plan).Events.Select(e => e.ExpiresAt));
    }

    [Fact]
    public void For_same_address_twice_in_one_message_is_one_subject()
    {
        var plan = RequestPlan.For([[Some.Signal(level: RiskLevel.Medium), Some.Signal(level: RiskLevel.High)]]);

        var riskEvent = Assert.Single(Assert.Single(plan).Events);
        Assert.Equal(RiskLevel.High, Assert.Single(riskEvent.Subjects).Level);
        Assert.Equal([0], riskEvent.Messages);
    }

    [Fact]
    public void For_never_puts_subjects_of_two_messages_into_one_event_unless_merged()
    {
        var plan = RequestPlan.For([[Some.Signal("203.0.113.1")], [Some.Signal("203.0.113.2")]]);

        Assert.Equal([[0], [1]], Assert.Single(plan).Events.Select(e => e.Messages));
    }
}
