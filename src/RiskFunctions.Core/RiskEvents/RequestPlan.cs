using RiskFunctions.Signals;

namespace RiskFunctions.RiskEvents;

/// <summary>
/// Turns the signals of a batch into the fewest requests that hold them, high risk first.
/// An event never mixes messages except where they name the same address at the same time, so that a refusal stays with its sender.
/// </summary>
internal static class RequestPlan
{
    /// <param name="batch">For each message of the batch, in order, its signals; empty for a message that has nothing to send.</param>
    public static IReadOnlyList<RiskRequest> For(IReadOnlyList<IReadOnlyList<RiskSignal>> batch) =>
        Pack(Merge(batch).SelectMany(Events).OrderByDescending(e => e.Level));

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

    private static IEnumerable<RiskEvent> Events(List<MergedSignal> owned) =>
        owned
            .GroupBy(s => (s.Winner.Timestamp, s.Winner.ExpiresAt))
            .SelectMany(group => group.OrderByDescending(s => s.Winner.Level).Chunk(RiskEventLimits.SubjectsPerEvent))
            .Select(chunk => new RiskEvent(chunk));
}
