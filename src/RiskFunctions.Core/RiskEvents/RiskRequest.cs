using RiskFunctions.Signals;

namespace RiskFunctions.RiskEvents;

/// <summary>What goes to Okta in one call: 1 to <see cref="RiskEventLimits.EventsPerRequest"/> events.</summary>
internal sealed class RiskRequest
{
    public RiskRequest(IReadOnlyList<RiskEvent> events)
    {
        ArgumentOutOfRangeException.ThrowIfZero(events.Count, nameof(events));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(events.Count, RiskEventLimits.EventsPerRequest, nameof(events));
        Events = events;
        for (var i = 0; i < events.Count; i++)
        {
            Level = events[i].Level > Level ? events[i].Level : Level;
            SubjectCount += events[i].SubjectCount;
        }
    }

    public IReadOnlyList<RiskEvent> Events { get; }

    /// <summary>The highest level in it: the lane in which the request asks for its permit, wherever its messages came from.</summary>
    public RiskLevel Level { get; }

    public int SubjectCount { get; }

    /// <summary>One message's statement about one address: it cannot be told apart any further.</summary>
    public bool IsSingle => Events is [{ SubjectCount: 1, Messages.Count: 1 }];

    /// <summary>What the messages in <paramref name="range"/> say, their positions counted from its start; null when they say nothing here.</summary>
    public RiskRequest? Only(Range range) => Events.Select(e => e.Only(range)).OfType<RiskEvent>().ToList() is { Count: > 0 } only ? new RiskRequest(only) : null;

    /// <summary>
    /// The same subjects in smaller parts: two requests with half of the events each; of one event, two requests with half of the subjects each; of one
    /// subject that several messages name, requests with an event for each of them. Not for a <see cref="IsSingle"/> request.
    /// A culprit among 1,000 subjects stands alone after 11 splits: 5 for 20 events, 6 for 50 subjects.
    /// </summary>
    public IReadOnlyList<RiskRequest> Split()
    {
        if (Events is not [var only])
        {
            var middle = (Events.Count + 1) / 2;
            return [new RiskRequest([.. Events.Take(middle)]), new RiskRequest([.. Events.Skip(middle)])];
        }

        if (only.SubjectCount == 1)
        {
            return RequestPlan.InRequests(only.SplitByMessage());
        }

        var (first, second) = only.Halve();
        return [new RiskRequest([first]), new RiskRequest([second])];
    }
}
