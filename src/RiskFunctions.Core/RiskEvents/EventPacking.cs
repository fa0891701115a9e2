using RiskFunctions.Signals;

namespace RiskFunctions.RiskEvents;

/// <summary>Puts signals of any messages into few events: those whose times are close enough share one.</summary>
internal static class EventPacking
{
    /// <param name="signals">Each address and time once.</param>
    /// <param name="tolerance">How far apart the times in an event may be, and so the ends of its signals. Signals without an end share none with those that have one.</param>
    public static IReadOnlyList<RiskEvent> Pack(IReadOnlyList<MergedSignal> signals, TimeSpan tolerance)
    {
        // The highest level first, so that lower ones take only the seats that it leaves. That may need a request more than the times alone would.
        var byLevel = Fill(signals.OrderByDescending(s => s.Winner.Level).ThenBy(s => s.Latest), tolerance);
        if (byLevel.Count <= RiskEventLimits.EventsPerRequest)
        {
            return byLevel;
        }

        var byTime = Fill(signals.OrderBy(s => s.Latest), tolerance);
        return Requests(byTime) < Requests(byLevel) ? byTime : byLevel;
    }

    private static int Requests(List<RiskEvent> events) => (events.Count + RiskEventLimits.EventsPerRequest - 1) / RiskEventLimits.EventsPerRequest;

    private static List<RiskEvent> Fill(IEnumerable<MergedSignal> signals, TimeSpan tolerance)
    {
        var all = new List<OpenEvent>();
        var withSeats = new Dictionary<(long Time, long? End), List<OpenEvent>>();
        var naming = new Dictionary<SignalAddress, List<OpenEvent>>();
        foreach (var signal in signals)
        {
            // An event that names the address already takes the signal without a seat.
            var known = naming.GetValueOrDefault(signal.Winner.Address);
            var place = known?.Find(e => e.Spans(signal, tolerance));
            if (place is null)
            {
                place = Nearby(signal, tolerance).Select(withSeats.GetValueOrDefault).Select(near => near?.Find(e => e.Spans(signal, tolerance))).FirstOrDefault(e => e is not null);
                if (place is null)
                {
                    place = new OpenEvent(signal, Spot(signal, tolerance));
                    all.Add(place);
                    Add(withSeats, place.Spot, place);
                }

                Add(naming, signal.Winner.Address, place);
            }

            place.Add(signal);
            if (place.IsFull && withSeats.GetValueOrDefault(place.Spot) is { } beside)
            {
                beside.Remove(place);
            }
        }

        return [.. all.Select(e => e.Close())];
    }

    // Events are looked for by where their first signal stands, in steps of the tolerance: those that can take a signal stand in the same step or one beside it.
    private static (long Time, long? End) Spot(MergedSignal signal, TimeSpan tolerance)
    {
        var step = Math.Max(1, tolerance.Ticks);
        return (signal.Latest.UtcTicks / step, signal.LastExpiry?.UtcTicks / step);
    }

    private static IEnumerable<(long Time, long? End)> Nearby(MergedSignal signal, TimeSpan tolerance)
    {
        var (time, end) = Spot(signal, tolerance);
        for (var t = -1; t <= 1; t++)
        {
            for (var e = end is null ? 0 : -1; e <= (end is null ? 0 : 1); e++)
            {
                yield return (time + t, end + e);
            }
        }
    }

    private static void Add<TKey>(Dictionary<TKey, List<OpenEvent>> lists, TKey key, OpenEvent item)
        where TKey : notnull
    {
        if (!lists.TryGetValue(key, out var list))
        {
            lists.Add(key, list = []);
        }

        list.Add(item);
    }

    /// <summary>An event that is being filled.</summary>
    private sealed class OpenEvent(MergedSignal first, (long Time, long? End) spot)
    {
        private readonly Dictionary<SignalAddress, MergedSignal> _subjects = [];
        private DateTimeOffset _earliest = first.Latest;
        private DateTimeOffset _latest = first.Latest;
        private DateTimeOffset? _firstExpiry = first.LastExpiry;
        private DateTimeOffset? _lastExpiry = first.LastExpiry;

        /// <summary>Where its first signal stands: no other in it is further away than the tolerance.</summary>
        public (long Time, long? End) Spot => spot;

        public bool IsFull => _subjects.Count == RiskEventLimits.SubjectsPerEvent;

        public bool Spans(MergedSignal signal, TimeSpan tolerance) =>
            Later(_latest, signal.Latest) - Earlier(_earliest, signal.Latest) <= tolerance
            && (_lastExpiry, signal.LastExpiry) switch
            {
                (null, null) => true,
                ({ } last, { } end) => Later(last, end) - Earlier(_firstExpiry!.Value, end) <= tolerance,
                _ => false,
            };

        public void Add(MergedSignal signal)
        {
            _earliest = Earlier(_earliest, signal.Latest);
            _latest = Later(_latest, signal.Latest);
            if (signal.LastExpiry is { } end)
            {
                _firstExpiry = Earlier(_firstExpiry!.Value, end);
                _lastExpiry = Later(_lastExpiry!.Value, end);
            }

            var address = signal.Winner.Address;
            _subjects[address] = _subjects.TryGetValue(address, out var same) ? same.With(signal) : signal;
        }

        public RiskEvent Close() => new([.. _subjects.Values]);

        private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

        private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
    }
}
