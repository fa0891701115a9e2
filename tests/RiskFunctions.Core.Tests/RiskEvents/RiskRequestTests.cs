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
    public void Halve_keeps_every_event_in_order(int events, int first, int second)
    {
        var request = Request(events);

        var halves = request.Halve();

        Assert.Equal(first, halves.First.Events.Count);
        Assert.Equal(second, halves.Second.Events.Count);
        Assert.Equal(request.Events, halves.First.Events.Concat(halves.Second.Events));
    }

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
