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

    /// <summary>The highest level in it, and so the lane in which the request asks for its permit.</summary>
    public RiskLevel Level { get; }

    public int SubjectCount { get; }

    /// <summary>One message's statement about one address: it cannot be split further.</summary>
    public bool IsSingle => Events is [{ SubjectCount: 1, Messages.Count: 1 }];

    /// <inheritdoc cref="RiskEvent.Only"/>
    public RiskRequest? Only(Range range) =>
        Events.Select(e => e.Only(range)).OfType<RiskEvent>().ToList() is { Count: > 0 } only ? new RiskRequest(only) : null;

    /// <summary>
    /// The same subjects in smaller parts: two halves of the events; of one event, two halves of its subjects; of one subject that several messages
    /// name, an event for each message. Not for a <see cref="IsSingle"/> request. A culprit among 1,000 subjects stands alone after 11 splits.
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
