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

    private readonly LinkedList<RiskRequest> _requests = new(RequestPlan.For([.. messages.Select(m => m.Open)]));
    private readonly LinkedList<Suspect> _suspects = new();
    private readonly Queue<RiskRequest> _aside = new(AsideRequests(messages));
    private readonly HashSet<int> _touched = [];
    private int _splits;

    /// <summary>Of the request that <see cref="Next"/> gave last.</summary>
    public RequestKind Kind { get; private set; }

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
        else if (Kind == RequestKind.Part)
        {
            // One culprit is followed to its end before the next: a batch that spends its splits has then found some.
            _suspects.AddFirst(new Suspect(request, ToSplit: true));
        }
        else
        {
            _suspects.AddLast(new Suspect(request, ToSplit: true));
        }
    }

    /// <summary>
    /// Okta stumbles over the request, perhaps because of something in it: it is tried in parts, behind all others, so that each probe of an Okta
    /// that takes nothing is another part. What it stumbles over alone while it takes others is set aside.
    /// </summary>
    public void Doubt(RiskRequest request, bool othersPass)
    {
        if (!request.IsSingle || !othersPass)
        {
            _suspects.AddLast(new Suspect(request, ToSplit: !request.IsSingle));
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
            .Select(m => (m, SettlementTable.AfterSending(m)))
            .ToList();
        _touched.Clear();
        return finished;
    }

    /// <summary>Every message that is still open, at the end of the batch.</summary>
    public IReadOnlyList<(BatchMessage Message, Settlement Settlement)> Remaining() =>
        [.. messages.Where(m => m.IsOpen).Select(m => (m, SettlementTable.AfterSending(m)))];

    private RiskRequest? Take()
    {
        while (_suspects.First is { } node && !(_requests.First?.Value.Level >= node.Value.Request.Level))
        {
            _suspects.RemoveFirst();
            if (!node.Value.ToSplit)
            {
                Kind = RequestKind.Part;
                return node.Value.Request;
            }

            if (_splits == MaxSplits)
            {
                SplitsSpent = true;
                continue;
            }

            _splits++;
            foreach (var part in node.Value.Request.Split().Reverse())
            {
                _suspects.AddFirst(new Suspect(part, ToSplit: false));
            }
        }

        if (_requests.First is { } planned)
        {
            Kind = RequestKind.Planned;
            _requests.RemoveFirst();
            return planned.Value;
        }

        Kind = RequestKind.Aside;
        return _aside.TryDequeue(out var alone) ? alone : null;
    }

    // Not the same ones at each delivery, should there be more of them than may be tried.
    private static IEnumerable<RiskRequest> AsideRequests(IReadOnlyList<BatchMessage> messages)
    {
        var all = messages.SelectMany((m, i) => m.Aside.Select(s => new SourcedSignal(i, s))).ToList();
        var skip = all.Count == 0 ? 0 : messages.Max(m => m.Locked.Message.DeliveryCount) * MaxAsideTries % all.Count;
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

    /// <summary>A request to be split, or a part of one that is still to be tried.</summary>
    private readonly record struct Suspect(RiskRequest Request, bool ToSplit);
}
