using RiskFunctions.LocalHost.Broker.Messages;
using RiskFunctions.LocalHost.Topology;

namespace RiskFunctions.LocalHost.Broker.Queues;

/// <summary>All lanes of the topic and the way into them. Guarded by the broker's lock.</summary>
internal sealed class LaneSet
{
    private readonly BrokerTopology _topology;
    private readonly BrokerOptions _options;
    private readonly Dictionary<string, Lane> _lanes;
    private long _sequenceNumber;

    public LaneSet(BrokerTopology topology, BrokerOptions options)
    {
        _topology = topology;
        _options = options;
        _lanes = topology.Subscriptions.ToDictionary(
            s => s.Name, s => new Lane(s.Name, options, NextSequenceNumber), StringComparer.OrdinalIgnoreCase);
    }

    public Lane? Find(string name) => _lanes.GetValueOrDefault(name);

    /// <summary>By subscription name.</summary>
    public Dictionary<string, LaneCounts> Counts() =>
        _topology.Subscriptions.ToDictionary(s => s.Name, s => _lanes[s.Name].Counts, StringComparer.OrdinalIgnoreCase);

    /// <summary>By subscription name.</summary>
    public Dictionary<string, LaneWait> Waits() =>
        _topology.Subscriptions.ToDictionary(s => s.Name, s => _lanes[s.Name].Wait, StringComparer.OrdinalIgnoreCase);

    /// <summary>The dead letters with their lanes, oldest first.</summary>
    public IEnumerable<(Lane Lane, QueuedMessage Message)> DeadLettered() => _lanes.Values
        .SelectMany(lane => lane.DeadLettered.Select(message => (Lane: lane, Message: message)))
        .OrderBy(d => d.Message.SequenceNumber);

    /// <summary>Puts a copy into every lane whose rules take the message.</summary>
    /// <returns>How many these are, and the topic's number of the message.</returns>
    public (int Copies, long Number) Deliver(SentMessage message, string messageId, DateTimeOffset now)
    {
        var copies = 0;
        var number = NextSequenceNumber();
        foreach (var subscription in _topology.Route(message.Properties))
        {
            // The first copy keeps the topic's number: with one lane a message, which is the rule here, the numbers have no holes.
            var own = copies == 0 ? number : NextSequenceNumber();
            _lanes[subscription.Name].Add(QueuedMessage.Of(message, messageId, own, number, now, _options.TimeToLive), now);
            copies++;
        }

        return (copies, number);
    }

    public void CatchUp(DateTimeOffset now)
    {
        foreach (var lane in _lanes.Values)
        {
            lane.CatchUp(now);
        }
    }

    /// <summary>Ends a lock; null when no lane holds it.</summary>
    public (Lane Lane, QueuedMessage Message)? Unlock(Guid token)
    {
        foreach (var lane in _lanes.Values)
        {
            if (lane.Unlock(token) is { } message)
            {
                return (lane, message);
            }
        }

        return null;
    }

    /// <summary>The new end of the lock; null when no lane holds it.</summary>
    public DateTimeOffset? Renew(Guid token, DateTimeOffset now) => _lanes.Values.Select(lane => lane.Renew(token, now)).FirstOrDefault(end => end is not null);

    /// <summary>Takes back the copies of a scheduled message that is not yet due; false when there are none.</summary>
    public bool Cancel(long enqueuedSequenceNumber) => _lanes.Values.Aggregate(seed: false, (any, lane) => lane.Cancel(enqueuedSequenceNumber) || any);

    private long NextSequenceNumber() => ++_sequenceNumber;
}
