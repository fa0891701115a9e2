using System.Runtime.InteropServices;
using RiskFunctions.Signals;

namespace RiskFunctions.RiskEvents;

/// <summary>
/// Turns the signals of a batch into the fewest requests, the highest level first. As long as all fits into one request, times stay exact and
/// each event belongs to one message. Beyond that messages share events, and signals whose times are close enough share the latest of them.
/// </summary>
internal static class RequestPlan
{
    private const int Seats = RiskEventLimits.EventsPerRequest * RiskEventLimits.SubjectsPerEvent;

    /// <summary>The next request is planned from this many signals at most: several times what it can hold.</summary>
    private const int MaxPlanned = 4 * Seats;

    /// <param name="batch">The signals of each message, in order; empty for a message that has nothing to send.</param>
    /// <param name="tolerance">How far apart the times of signals may be that share an event; zero keeps every time exact.</param>
    public static IReadOnlyList<RiskRequest> For(IReadOnlyList<IReadOnlyList<RiskSignal>> batch, TimeSpan tolerance)
    {
        var merged = Merge(batch);
        if (MayFit(merged, sharing: false) && ByMessage(merged) is { Count: <= RiskEventLimits.EventsPerRequest } apart)
        {
            return InRequests(apart);
        }

        if (!MayFit(merged, sharing: true))
        {
            return InRequests(EventPacking.Pack(merged, tolerance));
        }

        var exact = EventPacking.Pack(merged, TimeSpan.Zero);
        return InRequests(exact.Count <= RiskEventLimits.EventsPerRequest ? exact : EventPacking.Pack(merged, tolerance));
    }

    /// <summary>
    /// The first request of what is unsent, from the highest signals. Twenty messages of a thousand signals may need a thousand requests, and only the
    /// next one is of interest.
    /// </summary>
    /// <param name="unsent">A list for each message, at least one signal in all.</param>
    public static RiskRequest Next(IReadOnlyList<IReadOnlyList<RiskSignal>> unsent, TimeSpan tolerance) => For(Best(unsent), tolerance)[0];

    /// <summary>
    /// How many more messages like those in <paramref name="alike"/> fit into one request with the <paramref name="batch"/>: with times as close
    /// as theirs, events get as full as theirs. If <paramref name="alike"/> is empty, each message may need its own event.
    /// </summary>
    public static int Room(IReadOnlyList<IReadOnlyList<RiskSignal>> batch, IReadOnlyList<IReadOnlyList<RiskSignal>> alike, TimeSpan tolerance)
    {
        var all = Merge(batch);
        var free = RiskEventLimits.EventsPerRequest - EventPacking.Pack(all, tolerance).Count;
        var signals = alike.Sum(m => m.Count);
        if (free <= 0 || signals == 0)
        {
            return Math.Max(0, free);
        }

        var known = Merge(alike);
        var events = EventPacking.Pack(known, tolerance).Count;

        // Several full events: the signals were parted by seats, not by times. A single event says nothing.
        var isFull = events > 1 && (events - 1) * RiskEventLimits.SubjectsPerEvent < known.Count;
        var seats = isFull
            ? Math.Min(Seats - all.Count, ((free + events) * RiskEventLimits.SubjectsPerEvent) - known.Count)
            : free * known.Count / events;
        return Math.Max(1, seats * alike.Count(m => m.Count > 0) / signals);
    }

    /// <summary>
    /// Requests of at most 20 events, the highest level first, then those of the first messages: whoever came with a permit goes before its passengers.
    /// </summary>
    public static IReadOnlyList<RiskRequest> InRequests(IReadOnlyList<RiskEvent> events)
    {
        if (events.Count is > 0 and <= RiskEventLimits.EventsPerRequest && InOrder(events))
        {
            return [new RiskRequest(events)];
        }

        return
        [
            .. events
                .OrderByDescending(e => e.Level)
                .ThenBy(e => e.FirstMessage)
                .Chunk(RiskEventLimits.EventsPerRequest)
                .Select(chunk => new RiskRequest(chunk)),
        ];
    }

    private static IReadOnlyList<IReadOnlyList<RiskSignal>> Best(IReadOnlyList<IReadOnlyList<RiskSignal>> unsent) =>
        unsent.Sum(m => m.Count) > MaxPlanned && unsent.SelectMany(m => m).OrderByDescending(s => s.Level).Take(MaxPlanned).ToHashSet() is var best
            ? [.. unsent.Select(m => m.Where(best.Contains).ToList())]
            : unsent;

    private static bool InOrder(IReadOnlyList<RiskEvent> events)
    {
        for (var i = 1; i < events.Count; i++)
        {
            var (before, after) = (events[i - 1], events[i]);
            if (after.Level > before.Level || (after.Level == before.Level && after.FirstMessage < before.FirstMessage))
            {
                return false;
            }
        }

        return true;
    }

    // Different exact times need an event each, and so do messages that share none. Counting them is faster than packing.
    private static bool MayFit(List<MergedSignal> merged, bool sharing)
    {
        if (merged.Count <= RiskEventLimits.EventsPerRequest)
        {
            return true;
        }

        var apart = new HashSet<(int, DateTimeOffset, DateTimeOffset?)>(RiskEventLimits.EventsPerRequest + 1);
        foreach (var signal in merged)
        {
            if (apart.Add((sharing ? 0 : signal.Owner, signal.Latest, signal.LastExpiry)) && apart.Count > RiskEventLimits.EventsPerRequest)
            {
                return false;
            }
        }

        return true;
    }

    // The same address at the same time is sent once, whoever names it.
    private static List<MergedSignal> Merge(IReadOnlyList<IReadOnlyList<RiskSignal>> batch)
    {
        var count = 0;
        for (var message = 0; message < batch.Count; message++)
        {
            count += batch[message].Count;
        }

        var merged = new List<MergedSignal>(count);
        var seen = new Dictionary<SameSubject, MergedSignal>(count);
        for (var message = 0; message < batch.Count; message++)
        {
            foreach (var signal in batch[message])
            {
                var source = new SourcedSignal(message, signal);
                var subject = new SameSubject(signal.Address, signal.Timestamp, signal.ExpiresAt);
                ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(seen, subject, out _);
                if (known is null)
                {
                    merged.Add(known = new MergedSignal(source));
                }
                else
                {
                    known.Add(source);
                }
            }
        }

        return merged;
    }

    // One event for each message and time: a refusal then concerns one sender only.
    private static List<RiskEvent> ByMessage(List<MergedSignal> merged)
    {
        if (OneEach(merged))
        {
            return merged.ConvertAll(static s => new RiskEvent([s]));
        }

        return
        [
            .. merged
                .GroupBy(s => (s.Owner, s.Winner.Timestamp, s.Winner.ExpiresAt))
                .SelectMany(group => group.OrderByDescending(s => s.Winner.Level).Chunk(RiskEventLimits.SubjectsPerEvent))
                .Select(chunk => new RiskEvent(chunk)),
        ];
    }

    // Most messages hold one signal. Signals of a message stand next to each other.
    private static bool OneEach(List<MergedSignal> merged)
    {
        for (var i = 1; i < merged.Count; i++)
        {
            if (merged[i].Owner == merged[i - 1].Owner)
            {
                return false;
            }
        }

        return true;
    }

    private readonly record struct SameSubject(SignalAddress Address, DateTimeOffset Timestamp, DateTimeOffset? ExpiresAt);
}
