using System.Runtime.InteropServices;
using RiskFunctions.Signals;

namespace RiskFunctions.RiskEvents;

/// <summary>Packs signals of any messages into few events. Signals whose times are close enough share one.</summary>
internal sealed class EventPacking
{
    private readonly TimeSpan _tolerance;
    private readonly List<OpenEvent> _events = [];
    private readonly Dictionary<Spot, List<OpenEvent>> _withSeats = [];
    private readonly Dictionary<SignalAddress, Seat> _seats;

    private EventPacking(int signals, TimeSpan tolerance)
    {
        _tolerance = tolerance;
        _seats = new Dictionary<SignalAddress, Seat>(signals);
    }

    /// <param name="signals">Each address and time once.</param>
    /// <param name="tolerance">How far apart the times in an event may be, and the ends of its signals. Signals with and without an end share no event.</param>
    public static IReadOnlyList<RiskEvent> Pack(IReadOnlyList<MergedSignal> signals, TimeSpan tolerance)
    {
        // The highest level first: lower ones take the seats that it leaves. That may need one request more than order of time.
        var byLevel = Fill(InOrder(signals) ? signals : [.. signals.OrderByDescending(s => s.Winner.Level).ThenBy(s => s.Latest)], tolerance);
        if (byLevel.Count <= RiskEventLimits.EventsPerRequest)
        {
            return byLevel;
        }

        var byTime = Fill([.. signals.OrderBy(s => s.Latest)], tolerance);
        return Requests(byTime) < Requests(byLevel) ? byTime : byLevel;
    }

    private static int Requests(List<RiskEvent> events) => (events.Count + RiskEventLimits.EventsPerRequest - 1) / RiskEventLimits.EventsPerRequest;

    // Signals of one lane are mostly in order already.
    private static bool InOrder(IReadOnlyList<MergedSignal> signals)
    {
        for (var i = 1; i < signals.Count; i++)
        {
            var (before, after) = (signals[i - 1], signals[i]);
            if (after.Winner.Level > before.Winner.Level || (after.Winner.Level == before.Winner.Level && after.Latest < before.Latest))
            {
                return false;
            }
        }

        return true;
    }

    private static List<RiskEvent> Fill(IReadOnlyList<MergedSignal> signals, TimeSpan tolerance)
    {
        var packing = new EventPacking(signals.Count, tolerance);
        for (var i = 0; i < signals.Count; i++)
        {
            packing.Add(signals[i]);
        }

        return packing._events.ConvertAll(static e => e.Close());
    }

    private void Add(MergedSignal signal)
    {
        // An event that has the address already takes the signal without a new seat.
        ref var seat = ref CollectionsMarshal.GetValueRefOrAddDefault(_seats, signal.Winner.Address, out _);
        while (seat is not null)
        {
            if (seat.Event.Spans(signal, _tolerance))
            {
                seat.Event.Merge(seat.Index, signal);
                return;
            }

            seat = ref seat.Next;
        }

        var place = Nearby(signal) ?? Open(signal);
        seat = new Seat(place, place.Add(signal));
        if (place.IsFull)
        {
            _withSeats[place.Spot].Remove(place);
        }
    }

    private OpenEvent Open(MergedSignal signal)
    {
        var place = new OpenEvent(signal, Spot.Of(signal, _tolerance));
        _events.Add(place);
        ref var beside = ref CollectionsMarshal.GetValueRefOrAddDefault(_withSeats, place.Spot, out _);
        (beside ??= []).Add(place);
        return place;
    }

    // Time is divided into steps of the tolerance. An event that can take a signal began in the same step or in one beside it.
    private OpenEvent? Nearby(MergedSignal signal)
    {
        var spot = Spot.Of(signal, _tolerance);
        var ends = signal.LastExpiry is null ? 0 : 1;
        for (var t = -1; t <= 1; t++)
        {
            for (var e = -ends; e <= ends; e++)
            {
                if (!_withSeats.TryGetValue(new Spot(spot.Time + t, spot.End + e), out var places))
                {
                    continue;
                }

                foreach (var place in places)
                {
                    if (place.Spans(signal, _tolerance))
                    {
                        return place;
                    }
                }
            }
        }

        return null;
    }

    /// <summary>Time and end of a signal, in steps of the tolerance; an end below zero when it has none.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Spot(long Time, long End)
    {
        private const long NoEnd = -10;

        public static Spot Of(MergedSignal signal, TimeSpan tolerance)
        {
            var step = Math.Max(1, tolerance.Ticks);
            return new Spot(signal.Latest.UtcTicks / step, signal.LastExpiry is { } end ? end.UtcTicks / step : NoEnd);
        }
    }

    /// <summary>Where an address has a seat, and the next place where it has one.</summary>
    private sealed class Seat(OpenEvent place, int index)
    {
        public OpenEvent Event => place;

        public int Index => index;

        public Seat? Next;
    }

    /// <summary>An event that is being filled.</summary>
    private sealed class OpenEvent(MergedSignal first, Spot spot)
    {
        private readonly List<MergedSignal> _subjects = [];
        private DateTimeOffset _earliest = first.Latest;
        private DateTimeOffset _latest = first.Latest;
        private DateTimeOffset? _firstExpiry = first.LastExpiry;
        private DateTimeOffset? _lastExpiry = first.LastExpiry;

        /// <summary>The step of its first signal: no other signal in it is further away than the tolerance.</summary>
        public Spot Spot => spot;

        public bool IsFull => _subjects.Count == RiskEventLimits.SubjectsPerEvent;

        public bool Spans(MergedSignal signal, TimeSpan tolerance) =>
            Later(_latest, signal.Latest) - Earlier(_earliest, signal.Latest) <= tolerance
            && (_lastExpiry, signal.LastExpiry) switch
            {
                (null, null) => true,
                ({ } last, { } end) => Later(last, end) - Earlier(_firstExpiry!.Value, end) <= tolerance,
                _ => false,
            };

        /// <summary>The index of its subject.</summary>
        public int Add(MergedSignal signal)
        {
            Widen(signal);
            _subjects.Add(signal);
            return _subjects.Count - 1;
        }

        /// <summary>A signal of an address that has a subject already.</summary>
        public void Merge(int subject, MergedSignal signal)
        {
            Widen(signal);
            _subjects[subject] = _subjects[subject].With(signal);
        }

        public RiskEvent Close() => new(_subjects);

        private void Widen(MergedSignal signal)
        {
            _earliest = Earlier(_earliest, signal.Latest);
            _latest = Later(_latest, signal.Latest);
            if (signal.LastExpiry is { } end)
            {
                _firstExpiry = Earlier(_firstExpiry!.Value, end);
                _lastExpiry = Later(_lastExpiry!.Value, end);
            }
        }

        private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

        private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
    }
}
