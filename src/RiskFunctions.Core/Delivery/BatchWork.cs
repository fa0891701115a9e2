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

    private readonly LinkedList<RiskRequest> _requests = new(RequestPlan.For([.. messages.Select(m => m.Open)]));
    private readonly LinkedList<Suspect> _suspects = new();
    private readonly HashSet<int> _touched = [];
    private int _splits;
    private bool _searching;

    /// <summary>Requests that Okta refused as a whole were left as they are, because the splits were spent.</summary>
    public bool SplitsSpent { get; private set; }

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
        else if (_searching)
        {
            _suspects.AddFirst(new Suspect(request, IsRefused: true));
        }
        else
        {
            _suspects.AddLast(new Suspect(request, IsRefused: true));
        }
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
            _searching = true;
            _suspects.RemoveFirst();
            if (!node.Value.IsRefused)
            {
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
                _suspects.AddFirst(new Suspect(part, IsRefused: false));
            }
        }

        _searching = false;
        var next = _requests.First?.Value;
        if (next is not null)
        {
            _requests.RemoveFirst();
        }

        return next;
    }

    private void Decide(RiskEvent riskEvent, Action<BatchMessage, RiskSignal> decide)
    {
        foreach (var source in riskEvent.Sources)
        {
            decide(messages[source.Message], source.Signal);
            _touched.Add(source.Message);
        }
    }

    /// <summary>A request that Okta refused, or a part of one that is still to be tried.</summary>
    private readonly record struct Suspect(RiskRequest Request, bool IsRefused);
}
