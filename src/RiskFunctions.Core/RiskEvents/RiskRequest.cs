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
        Level = events.Max(e => e.Level);
        SubjectCount = events.Sum(e => e.SubjectCount);
    }

    public IReadOnlyList<RiskEvent> Events { get; }

    /// <summary>The highest level in it: the lane in which the request asks for its permit, wherever its messages came from.</summary>
    public RiskLevel Level { get; }

    public int SubjectCount { get; }

    /// <summary>Two requests with half of the events each. Only for a request of at least two events.</summary>
    public (RiskRequest First, RiskRequest Second) Halve()
    {
        var middle = (Events.Count + 1) / 2;
        return (new RiskRequest([.. Events.Take(middle)]), new RiskRequest([.. Events.Skip(middle)]));
    }
}
