using RiskFunctions.Okta;
using RiskFunctions.RiskEvents;

namespace RiskFunctions.Delivery;

/// <summary>The requests of a batch that are still to be sent, and what is known about its messages.</summary>
internal sealed class BatchWork
{
    /// <summary>
    /// Requests that may be split in one batch. Enough to find every culprit among 20 events (19 splits) and then some;
    /// a batch that needs more goes back to its lane, so that one lane's faults cannot eat the others' permits.
    /// </summary>
    public const int MaxSplits = 25;

    private readonly IReadOnlyList<BatchMessage> _messages;
    private readonly LinkedList<RiskRequest> _requests;
    private readonly HashSet<int> _touched = [];
    private int _splits;

    public BatchWork(IReadOnlyList<BatchMessage> messages, IReadOnlyList<RiskRequest> requests)
    {
        _messages = messages;
        _requests = new LinkedList<RiskRequest>(requests);
        foreach (var message in requests.SelectMany(r => r.Events).SelectMany(e => e.Messages))
        {
            messages[message].Events++;
            messages[message].OpenEvents++;
        }
    }

    /// <summary>The next request that has something to send; null when nothing is left.</summary>
    public RiskRequest? Next(DateTimeOffset now)
    {
        while (_requests.First is { } node)
        {
            _requests.RemoveFirst();
            if (StillWanted(node.Value, now) is { } request)
            {
                return request;
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
            if (riskEvent.ExpiresAt <= now)
            {
                Close(riskEvent, SettlementTable.Expired(riskEvent.ExpiresAt.Value));
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
            Close(riskEvent, null);
        }
    }

    /// <summary>
    /// Okta refused the content: halves the request, or undoes the merge of messages in its only event, or, when the culprit stands
    /// alone, marks its message. False when the batch has been split too often.
    /// </summary>
    public bool Split(RiskRequest request, OktaError error)
    {
        if (request.Events is [var single])
        {
            if (single.Messages is [var message])
            {
                Close(single, SettlementTable.Rejected(error, _messages[message].Events));
                return true;
            }

            if (++_splits > MaxSplits)
            {
                return false;
            }

            var parts = RequestPlan.Pack(single.SplitByMessage());
            for (var i = parts.Count - 1; i >= 0; i--)
            {
                _requests.AddFirst(parts[i]);
            }

            return true;
        }

        if (++_splits > MaxSplits)
        {
            return false;
        }

        var (first, second) = request.Halve();
        _requests.AddFirst(second);
        _requests.AddFirst(first);
        return true;
    }

    /// <summary>Messages whose last open event was closed since the last call.</summary>
    public IReadOnlyList<(BatchMessage Message, Settlement Settlement)> Finished()
    {
        var finished = _touched
            .Select(m => _messages[m])
            .Where(m => m.OpenEvents == 0 && m.IsOpen)
            .Select(m => (m, SettlementTable.AfterSending(m.OpenEvents, m.Fault, splitsSpent: false)))
            .ToList();
        _touched.Clear();
        return finished;
    }

    /// <summary>Every message that is still open, at the end of the batch.</summary>
    public IReadOnlyList<(BatchMessage Message, Settlement Settlement)> Remaining() =>
        [.. _messages.Where(m => m.IsOpen).Select(m => (m, SettlementTable.AfterSending(m.OpenEvents, m.Fault, _splits > MaxSplits)))];

    private void Close(RiskEvent riskEvent, Settlement.DeadLetter? fault)
    {
        foreach (var message in riskEvent.Messages)
        {
            _messages[message].OpenEvents--;
            _messages[message].Fault ??= fault;
            _touched.Add(message);
        }
    }
}
