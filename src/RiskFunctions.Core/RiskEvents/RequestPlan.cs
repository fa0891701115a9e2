using RiskFunctions.Signals;

namespace RiskFunctions.RiskEvents;

/// <summary>
/// Turns the signals of a batch into the fewest requests that hold them, high risk first.
/// An event never mixes messages except where they name the same address at the same time, so that a refusal stays with its sender.
/// </summary>
internal static class RequestPlan
{
    /// <summary>
    /// Events of one round: as many as one message can have, 50 requests, which fit into a hold at half of Okta's default limit. With a
    /// batch sorted by level as a whole, a hold could end before any of its messages is finished, and the same would be sent at each delivery.
    /// </summary>
    private const int EventsPerRound = 1_000;

    /// <summary>High risk first; of a batch that needs more than a round, round by round.</summary>
    /// <param name="batch">For each message of the batch, in order, its signals; empty for a message that has nothing to send.</param>
    public static IReadOnlyList<RiskRequest> For(IReadOnlyList<IReadOnlyList<RiskSignal>> batch) =>
        Pack(Rounds(Merge(batch)).SelectMany(round => round.OrderByDescending(e => e.Level)));

    /// <summary>Requests of at most 20 events in the given order.</summary>
    public static IReadOnlyList<RiskRequest> Pack(IEnumerable<RiskEvent> events) =>
        [.. events.Chunk(RiskEventLimits.EventsPerRequest).Select(chunk => new RiskRequest(chunk))];

    // One list for each message that is the first to name an address at a time. Others that name the same are linked to it.
    private static List<MergedSignal>[] Merge(IReadOnlyList<IReadOnlyList<RiskSignal>> batch)
    {
        var seen = new Dictionary<(SignalAddress, DateTimeOffset, DateTimeOffset?), MergedSignal>();
        var owned = new List<MergedSignal>[batch.Count];
        for (var message = 0; message < batch.Count; message++)
        {
            owned[message] = [];
            foreach (var signal in batch[message])
            {
                var source = new SourcedSignal(message, signal);
                var key = (signal.Address, signal.Timestamp, signal.ExpiresAt);
                if (seen.TryGetValue(key, out var known))
                {
                    known.Add(source);
                }
                else
                {
                    var merged = new MergedSignal(source);
                    seen.Add(key, merged);
                    owned[message].Add(merged);
                }
            }
        }

        return owned;
    }

    // A message's events are all in one round; messages with the highest level come first.
    private static IEnumerable<List<RiskEvent>> Rounds(List<MergedSignal>[] owned)
    {
        var round = new List<RiskEvent>();
        foreach (var events in owned.Select(o => Events(o).ToList()).Where(e => e.Count > 0).OrderByDescending(e => e.Max(x => x.Level)))
        {
            if (round.Count > 0 && round.Count + events.Count > EventsPerRound)
            {
                yield return round;
                round = [];
            }

            round.AddRange(events);
        }

        yield return round;
    }

    private static IEnumerable<RiskEvent> Events(List<MergedSignal> owned) =>
        owned
            .GroupBy(s => (s.Winner.Timestamp, s.Winner.ExpiresAt))
            .SelectMany(group => group.OrderByDescending(s => s.Winner.Level).Chunk(RiskEventLimits.SubjectsPerEvent))
            .Select(chunk => new RiskEvent(chunk));
}
