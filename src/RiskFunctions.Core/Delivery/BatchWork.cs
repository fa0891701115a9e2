using RiskFunctions.Okta;
using RiskFunctions.RiskEvents;
using RiskFunctions.Signals;

namespace RiskFunctions.Delivery;

/// <summary>The requests of a batch that are still to be sent, and what is known about its messages.</summary>
internal sealed class BatchWork(IReadOnlyList<BatchMessage> messages)
{
    /// <summary>
    /// Requests that may be split in one batch. Enough to find every culprit among 20 events (19 splits) and then some;
    /// of a batch that needs more, what was not told apart goes back to its lane, so that one lane's faults cannot eat the others' permits.
    /// </summary>
    public const int MaxSplits = 25;

    /// <summary>Signals set aside earlier that are tried again in one batch: one request each.</summary>
    public const int MaxAsideTries = 5;

    private readonly Queue<RiskRequest> _requests = new(RequestPlan.For([.. messages.Select(m => m.Open)]));
    private readonly List<Suspect> _suspects = [];
    private readonly Queue<RiskRequest> _aside = new(AsideRequests(messages));
    private readonly HashSet<int> _touched = [];
    private int _splits;

    /// <summary>Of the request that <see cref="Next"/> gave last.</summary>
    public RequestKind Kind { get; private set; }

    /// <summary>Of the same request: see <see cref="OutgoingRequest.SuccessesBefore"/>.</summary>
    public long? SuccessesBefore { get; private set; }

    /// <summary>There is more to try than the request that <see cref="Next"/> gave last.</summary>
    public bool HasMore => _requests.Count > 0 || _suspects.Count > 0;

    /// <summary>Requests that Okta refused as a whole were left as they are, because the splits were spent.</summary>
    public bool SplitsSpent { get; private set; }

    /// <summary>Okta stumbled over some signals alone; their messages go back.</summary>
    public bool HasSetAside { get; private set; }

    /// <summary>
    /// The next request that has something to send; null when nothing is left. What Okta refused is told apart after everything of the
    /// same or a higher level was sent: good signals do not wait for the search.
    /// </summary>
    public RiskRequest? Next(DateTimeOffset now)
    {
        while (Take() is { } request)
        {
            if (StillWanted(request, now) is { } wanted)
            {
                return wanted;
            }
        }

        return null;
    }

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
            else if (riskEvent.Messages.Any(m => messages[m].IsOpen))
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
            _suspects.Add(new Suspect(request, SuspectState.ToSplit, SuccessesBefore: null));
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
            _suspects.Add(new Suspect(request, request.IsSingle ? SuspectState.Again : SuspectState.ToSplit, outgoing.SuccessesBefore));
            return;
        }

        HasSetAside = true;
        Decide(request.Events[0], static (message, signal) => message.SetAside(signal));
    }

    /// <summary>Messages whose last open signal was decided since the last call.</summary>
    public IReadOnlyList<(BatchMessage Message, Settlement Settlement)> Finished()
    {
        var finished = _touched
            .Select(m => messages[m])
            .Where(m => !m.HasOpen && m.IsOpen)
            .Select(m => (m, SettlementTable.AtTheEnd(m, stopping: false)))
            .ToList();
        _touched.Clear();
        return finished;
    }

    /// <summary>Every message that is still open, at the end of the batch.</summary>
    /// <param name="stopping">The process stops or the hold is over.</param>
    public IReadOnlyList<(BatchMessage Message, Settlement Settlement)> Remaining(bool stopping) =>
        [.. messages.Where(m => m.IsOpen).Select(m => (m, SettlementTable.AtTheEnd(m, stopping)))];

    private RiskRequest? Take()
    {
        while (Likeliest() is { } suspect && !(_requests.TryPeek(out var planned) && planned.Level >= suspect.Request.Level))
        {
            _suspects.Remove(suspect);
            if (suspect.State != SuspectState.ToSplit)
            {
                (Kind, SuccessesBefore) = (RequestKind.Part, suspect.SuccessesBefore);
                return suspect.Request;
            }

            if (_splits == MaxSplits)
            {
                SplitsSpent = true;
                continue;
            }

            _splits++;
            _suspects.AddRange(suspect.Request.Split().Select(part => new Suspect(part, SuspectState.Untried, suspect.SuccessesBefore)));
        }

        (Kind, SuccessesBefore) = (RequestKind.Planned, null);
        if (_requests.TryDequeue(out var next))
        {
            return next;
        }

        // What was not told apart must not wait for these: it goes back now.
        Kind = RequestKind.Aside;
        return !SplitsSpent && _aside.TryDequeue(out var alone) ? alone : null;
    }

    // Untried parts first, for most of them are good. Then the smallest is split, so that a search ends before the next begins and a message with
    // little to search does not wait for one with much.
    private Suspect? Likeliest() => _suspects.MinBy(s => (s.State, s.State == SuspectState.ToSplit ? s.Request.SubjectCount : 0));

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
            decide(messages[source.Message], source.Signal);
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
