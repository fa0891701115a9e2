using RiskFunctions.RiskEvents;
using RiskFunctions.Signals;
using RiskFunctions.Testing.Delivery;

namespace RiskFunctions.Core.Tests.RiskEvents;

public sealed class RiskRequestTests
{
    [Theory]
    [InlineData(2, 1, 1)]
    [InlineData(3, 2, 1)]
    [InlineData(20, 10, 10)]
    public void Split_halves_the_events_and_keeps_their_order(int events, int first, int second)
    {
        var request = Request(events);

        var halves = request.Split();

        Assert.Equal([first, second], halves.Select(h => h.Events.Count));
        Assert.Equal(request.Events, halves.SelectMany(h => h.Events));
    }

    [Fact]
    public void Split_of_one_event_halves_its_subjects_and_keeps_their_order()
    {
        var request = new RiskRequest([Event(5)]);

        var halves = request.Split();

        Assert.Equal([3, 2], halves.Select(h => h.SubjectCount));
        Assert.Equal(request.Events[0].Subjects, halves.SelectMany(h => h.Events).SelectMany(e => e.Subjects));
    }

    [Theory]
    [InlineData(1, 1, true)]
    [InlineData(1, 2, false)]
    [InlineData(2, 1, false)]
    public void IsSingle_tells_what_cannot_be_split(int events, int subjects, bool expected) =>
        Assert.Equal(expected, new RiskRequest([.. Enumerable.Repeat(Event(subjects), events)]).IsSingle);

    [Theory]
    [InlineData(0)]
    [InlineData(21)]
    public void Request_of_no_or_too_many_events_is_refused(int events) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RiskRequest([.. Enumerable.Repeat(Event(1), events)]));

    [Theory]
    [InlineData(0)]
    [InlineData(51)]
    public void Event_of_no_or_too_many_subjects_is_refused(int subjects) => Assert.Throws<ArgumentOutOfRangeException>(() => Event(subjects));

    [Fact]
    public void Level_is_the_highest_of_its_events()
    {
        var request = new RiskRequest([Event(1, RiskLevel.Low), Event(1, RiskLevel.Medium)]);

        Assert.Equal(RiskLevel.Medium, request.Level);
    }

    private static RiskRequest Request(int events) => new([.. Enumerable.Range(0, events).Select(_ => Event(1))]);

    private static RiskEvent Event(int subjects, RiskLevel level = RiskLevel.High) =>
        new([.. Enumerable.Range(0, subjects).Select(n => new MergedSignal(new SourcedSignal(0, Some.Signal(Some.Address(n), level))))]);
}
