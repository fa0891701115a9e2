using RiskFunctions.Okta;
using RiskFunctions.RiskEvents;
using RiskFunctions.Signals;

namespace RiskFunctions.Delivery;

/// <summary>The messages of a batch, those that ride along with it, and what is still to be sent of them.</summary>
internal sealed class BatchWork
{
    /// <summary>
    /// Requests that may be split in one batch. Enough to find every culprit among 20 events (19 splits), or one among 1,000 subjects (11), and then some;
    /// of a batch that needs more, what was not told apart goes back to its lane, so that one lane's faults cannot eat the others' permits.
    /// </summary>
    public const int MaxSplits = 25;

    /// <summary>Signals set aside earlier that are tried again in one batch: one request each.</summary>
    public const int MaxAsideTries = 5;

    /// <summary>Signals among which the next request is looked for: some times what it can hold.</summary>
    private const int MaxPlanned = 4 * RiskEventLimits.EventsPerRequest * RiskEventLimits.SubjectsPerEvent;

    private readonly List<BatchMessage> _messages;
    private readonly int _own;
    private readonly TimeSpan _tolerance;
    private readonly Action<IReadOnlyList<BatchMessage>> _boarded;
    private readonly List<Suspect> _suspects = [];
    private readonly Queue<RiskRequest> _aside;
    private readonly HashSet<int> _touched;
    private int _splits;

    /// <param name="messages">At least one.</param>
    /// <param name="tolerance">See <see cref="DeliveryOptions.TimestampTolerance"/>.</param>
    /// <param name="boarded">Is told of messages that ride along.</param>
    public BatchWork(IReadOnlyList<BatchMessage> messages, TimeSpan tolerance, Action<IReadOnlyList<BatchMessage>> boarded)
    {
        _messages = [.. messages];
        _own = messages.Count;
        _tolerance = tolerance;
        _boarded = boarded;
        _aside = new Queue<RiskRequest>(AsideRequests(messages));
        _touched = [.. Enumerable.Range(0, _own)];
    }

    /// <summary>The lane of the batch.</summary>
    public RiskLevel Lane => _messages[0].Lane;

    /// <summary>Messages that were taken from the lanes to fill a request.</summary>
    public IReadOnlyList<BatchMessage> Passengers => _messages[_own..];

    /// <summary>How many more messages like these the next request has room for.</summary>
    public int Room
    {
        get
        {
            var unsent = Unsent();
            var room = RequestPlan.Room(unsent, _tolerance);
            var messages = unsent.Count(m => m.Count > 0);
            return room == 0 || messages == 0 ? room : Math.Max(1, room * messages / unsent.Sum(m => m.Count));
        }
    }

    /// <summary>The highest level of what is unsent; null when nothing is.</summary>
    public RiskLevel? UnsentLevel => Unsent().SelectMany(s => s).Max(s => (RiskLevel?)s.Level);

    /// <summary>Requests that Okta refused as a whole were left as they are, because the splits were spent.</summary>
    public bool SplitsSpent { get; private set; }

    /// <summary>Okta stumbled over some signals alone; their messages go back.</summary>
    public bool HasSetAside { get; private set; }

    /// <summary>
    /// The next request that has something to send; null when nothing is left. What Okta refused is told apart after everything of the
    /// same or a higher level was sent: good signals do not wait for the search.
    /// </summary>
    public OutgoingRequest? Next(DateTimeOffset now)
    {
        while (Take() is { } outgoing)
        {
            if (outgoing.Refresh(now))
            {
                return outgoing;
            }
        }

        return null;
    }

    /// <summary>There is more to try than this request.</summary>
    public bool HasMoreThan(OutgoingRequest outgoing) =>
        _suspects.Count > 0 || (outgoing.Kind == RequestKind.Planned ? RequestPlan.For(Unsent(), _tolerance).Count > 1 : UnsentLevel is not null);

    /// <summary>Messages ride along. Only until the try is over: see <see cref="Disembark"/>.</summary>
    public void Board(IReadOnlyList<BatchMessage> passengers)
    {
        _touched.UnionWith(Enumerable.Range(_messages.Count, passengers.Count));
        _messages.AddRange(passengers);
        _boarded(passengers);
    }

    /// <summary>The passengers leave, and with them what is still to be sent of them. Those of a request that Okta refused take their part of it along.</summary>
    public (IReadOnlyList<BatchMessage> Passengers, RiskRequest? Refused) Disembark(RiskRequest? refused = null)
    {
        var passengers = Passengers;
        var part = refused?.Only(_own..int.MaxValue);
        _messages.RemoveRange(_own, _messages.Count - _own);
        _touched.RemoveWhere(m => m >= _own);
        return (passengers, part);
    }

    /// <summary>What of the unsent has not expired meanwhile; closes what has. False when nothing is left to send.</summary>
    public bool RefreshUnsent(DateTimeOffset now)
    {
        for (var m = 0; m < _messages.Count; m++)
        {
            foreach (var signal in _messages[m].Unsent)
            {
                if (signal.ExpiresAt is { } end && end <= now)
                {
                    _messages[m].Expire(signal, SettlementTable.Expired(end));
                    _touched.Add(m);
                }
            }
        }

        return UnsentLevel is not null;
    }

    /// <summary>The first request of all that is unsent.</summary>
    public RiskRequest BestUnsent() => RequestPlan.For(Best(Unsent()), _tolerance)[0];

    /// <summary>
    /// The request without events that have expired meanwhile, which it closes, and those that nobody waits for any more because the
    /// locks of all their messages are lost. The same object when all of it is still to be sent, null when nothing is.
    /// </summary>
    public RiskRequest? StillWanted(RiskRequest request, DateTimeOffset now)
    {
        var live = new List<RiskEvent>(request.Events.Count);
        foreach (var riskEvent in request.Events)
        {
            if (riskEvent.ExpiresAt is { } end && end <= now)
            {
                Decide(riskEvent, (message, signal) => message.Expire(signal, SettlementTable.Expired(end)));
            }
            else if (riskEvent.Messages.Any(m => _messages[m].IsOpen))
            {
                live.Add(riskEvent);
            }
        }

        if (live.Count == request.Events.Count)
        {
            return request;
        }

        return live.Count > 0 ? new RiskRequest(live) : null;
    }

    public void Accept(RiskRequest request)
    {
        foreach (var riskEvent in request.Events)
        {
            Decide(riskEvent, static (message, signal) => message.Accept(signal));
        }
    }

    /// <summary>Okta refused the content: it is split until the culprit stands alone, which marks its message.</summary>
    public void Reject(RiskRequest request, OktaError error)
    {
        if (request.IsSingle)
        {
            Decide(request.Events[0], (message, signal) => message.Reject(signal, SettlementTable.Rejected(error, message.Signals.Count)));
        }
        else
        {
            Search(request, SuspectState.ToSplit, successesBefore: null);
        }
    }

    /// <summary>Okta refused a request in which others were too: the batch's own part of it, if any, is tried without them.</summary>
    public void TryApart(RiskRequest refused)
    {
        if (refused.Only(.._own) is { } part)
        {
            Search(part, SuspectState.Untried, successesBefore: null);
        }
    }

    /// <summary>
    /// Okta stumbles over the request, perhaps because of something in it: it is tried in parts. What it stumbles over alone while it takes others
    /// is set aside; what it stumbles over alone while it takes nothing is tried again after all others.
    /// </summary>
    public void Doubt(OutgoingRequest outgoing, bool othersPass)
    {
        var request = outgoing.Request;
        if (!request.IsSingle || !othersPass)
        {
            Search(request, request.IsSingle ? SuspectState.Again : SuspectState.ToSplit, outgoing.SuccessesBefore);
            return;
        }

        HasSetAside = true;
        Decide(request.Events[0], static (message, signal) => message.SetAside(signal));
    }

    /// <summary>Messages that have nothing open any more since the last call.</summary>
    public IReadOnlyList<(BatchMessage Message, Settlement Settlement)> Finished()
    {
        var finished = _touched
            .Select(m => _messages[m])
            .Where(m => !m.HasOpen && m.IsOpen)
            .Select(m => (m, SettlementTable.AtTheEnd(m, stopping: false)))
            .ToList();
        _touched.Clear();
        return finished;
    }

    /// <summary>Every message that is still open, at the end of the batch.</summary>
    /// <param name="stopping">The process stops or the hold is over.</param>
    public IReadOnlyList<(BatchMessage Message, Settlement Settlement)> Remaining(bool stopping) =>
        [.. _messages.Where(m => m.IsOpen).Select(m => (m, SettlementTable.AtTheEnd(m, stopping)))];

    private OutgoingRequest? Take()
    {
        var unsent = UnsentLevel;
        while (Likeliest() is { } suspect && !(unsent >= suspect.Request.Level))
        {
            _suspects.Remove(suspect);
            if (suspect.State != SuspectState.ToSplit)
            {
                return Part(RequestKind.Part, suspect.Request, suspect.SuccessesBefore);
            }

            if (_splits == MaxSplits)
            {
                SplitsSpent = true;
                continue;
            }

            _splits++;
            _suspects.AddRange(suspect.Request.Split().Select(part => new Suspect(part, SuspectState.Untried, suspect.SuccessesBefore)));
        }

        if (unsent is { } level)
        {
            return new OutgoingRequest(this, RequestKind.Planned, level, part: null);
        }

        // What was not told apart must not wait for these: it goes back now.
        return !SplitsSpent && _aside.TryDequeue(out var alone) ? Part(RequestKind.Aside, alone, successesBefore: null) : null;
    }

    private OutgoingRequest Part(RequestKind kind, RiskRequest request, long? successesBefore) =>
        new(this, kind, request.Level, request) { SuccessesBefore = successesBefore };

    // Untried parts first, for most of them are good. Then the smallest is split, so that a search ends before the next begins and a message with
    // little to search does not wait for one with much.
    private Suspect? Likeliest() => _suspects.MinBy(s => (s.State, s.State == SuspectState.ToSplit ? s.Request.SubjectCount : 0));

    private void Search(RiskRequest request, SuspectState state, long? successesBefore)
    {
        foreach (var riskEvent in request.Events)
        {
            Decide(riskEvent, static (message, signal) => message.Suspect(signal));
        }

        _suspects.Add(new Suspect(request, state, successesBefore));
    }

    private IReadOnlyList<IReadOnlyList<RiskSignal>> Unsent() => [.. _messages.Select(m => m.IsOpen ? m.Unsent : [])];

    // Twenty messages of a thousand signals with times of their own are a thousand requests: only the next of them is of interest.
    private static IReadOnlyList<IReadOnlyList<RiskSignal>> Best(IReadOnlyList<IReadOnlyList<RiskSignal>> unsent)
    {
        if (unsent.Sum(m => m.Count) <= MaxPlanned)
        {
            return unsent;
        }

        var best = unsent
            .SelectMany((signals, m) => signals.Select(s => new SourcedSignal(m, s)))
            .OrderByDescending(s => s.Signal.Level)
            .Take(MaxPlanned)
            .ToLookup(s => s.Message, s => s.Signal);
        return [.. Enumerable.Range(0, unsent.Count).Select(m => best[m].ToList())];
    }

    // Not the same ones at each delivery, should there be more of them than may be tried.
    private static IEnumerable<RiskRequest> AsideRequests(IReadOnlyList<BatchMessage> messages)
    {
        var all = messages.SelectMany((m, i) => m.Aside.Select(s => new SourcedSignal(i, s))).ToList();
        var skip = all.Count == 0 ? 0 : messages.Max(m => m.Locked.Message.DeliveryCount) % all.Count;
        return all.Skip(skip).Concat(all.Take(skip)).Take(MaxAsideTries).Select(s => new RiskRequest([new RiskEvent([new MergedSignal(s)])]));
    }

    private void Decide(RiskEvent riskEvent, Action<BatchMessage, RiskSignal> decide)
    {
        foreach (var source in riskEvent.Sources)
        {
            decide(_messages[source.Message], source.Signal);
            _touched.Add(source.Message);
        }
    }

    /// <summary>A request that Okta refused or stumbled over, or a part of one.</summary>
    private sealed record Suspect(RiskRequest Request, SuspectState State, long? SuccessesBefore);

    /// <summary>What is to be done with a suspect, the most promising first.</summary>
    private enum SuspectState
    {
        Untried,
        ToSplit,
        Again,
    }
}
