using RiskFunctions.Delivery.Sending;
using RiskFunctions.Delivery.Settling;
using RiskFunctions.Delivery.Splitting;
using RiskFunctions.Okta.Answers;
using RiskFunctions.RiskEvents;
using RiskFunctions.Signals;

namespace RiskFunctions.Delivery.Batches;

/// <summary>The messages of a batch, those that ride along with it, its present request, and what is still to be sent.</summary>
internal sealed class BatchWork : IRequestWork
{
    /// <summary>A message with more deliveries stays: those left are for outages. maxDeliveryCount in infra/modules/lane.bicep is five times as many.</summary>
    private const int MaxDeliveriesToMove = 100;

    private readonly List<BatchMessage> _messages;

    // Behind so many own messages stand the passengers.
    private readonly int _ownCount;
    private readonly TimeSpan _tolerance;
    private readonly Action<IReadOnlyList<BatchMessage>> _keepLocks;
    private readonly SuspectSearch _search = new();
    private readonly Queue<OutgoingRequest> _aside;
    private OutgoingRequest? _current;
    private OutgoingRequest? _refusedOfPassengers;

    /// <param name="messages">At least one.</param>
    /// <param name="tolerance">See <see cref="DeliveryOptions.TimestampTolerance"/>.</param>
    /// <param name="keepLocks">Is called with all messages of the batch, and later with those that ride along.</param>
    /// <param name="refused">What Okta refused of these messages when they rode with another batch; null for nothing.</param>
    public BatchWork(
        IReadOnlyList<BatchMessage> messages,
        TimeSpan tolerance,
        Action<IReadOnlyList<BatchMessage>> keepLocks,
        OutgoingRequest? refused = null)
    {
        _messages = [.. messages];
        _ownCount = messages.Count;
        _tolerance = tolerance;
        _keepLocks = keepLocks;
        _aside = new Queue<OutgoingRequest>(OutgoingRequest.ForSetAside(messages));
        keepLocks(messages);
        if (refused is not null)
        {
            Search(refused, refused.Kind);
        }
    }

    /// <summary>The lane of the batch.</summary>
    public RiskLevel Lane => _messages[0].Lane;

    /// <summary>The batch's own messages and, while they ride along, its passengers.</summary>
    public IReadOnlyList<BatchMessage> Messages => _messages;

    /// <summary>Messages that have nothing open any more and are not settled yet.</summary>
    public IReadOnlyList<BatchMessage> Finished => _messages.FindAll(m => m.IsOpen && !m.HasOpen);

    /// <summary>Messages that were taken from the lanes to fill a request.</summary>
    public IReadOnlyList<BatchMessage> Passengers => _messages[_ownCount..];

    /// <summary>Messages that any instance could send: Okta has refused nothing of them and answered 500 to none, and no user is named.</summary>
    public IReadOnlyList<BatchMessage> Movable => _messages.FindAll(m => m.IsOpen && m.IsUntried && m.Locked.Message.DeliveryCount < MaxDeliveriesToMove);

    /// <summary>The request that <see cref="Next"/> has taken.</summary>
    public OutgoingRequest Current => _current ?? throw new InvalidOperationException("Nothing was taken yet.");

    /// <summary>The lane in which the present request asks for a permit: the highest level of its own signals, without passengers.</summary>
    public RiskLevel Level => Current.Kind == RequestKind.Planned ? UnsentLevel ?? Lane : Current.Request.Level;

    /// <summary>Something else could be tried instead of the present request.</summary>
    public bool HasOther =>
        !_search.IsOver || (Current.Kind == RequestKind.Planned ? RequestPlan.For(Unsent(), _tolerance).Count > 1 : UnsentLevel is not null);

    public bool HasOtherOrPart => HasOther || !Current.Request.IsSingle;

    /// <inheritdoc cref="SuspectSearch.SplitsSpent"/>
    public bool SplitsSpent => _search.SplitsSpent;

    /// <summary>Okta answered 500 to some signals alone. Their messages go back.</summary>
    public bool HasSetAside { get; private set; }

    private RiskLevel? UnsentLevel => Unsent().SelectMany(s => s).Max(s => (RiskLevel?)s.Level);

    /// <summary>Takes the next request that has something to send; false when nothing is left.</summary>
    public bool Next(DateTimeOffset now)
    {
        while ((_current = Take()) is not null)
        {
            if (Refresh(now))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Closes what has expired. Takes the events out of the present request that have expired, or whose messages are all settled or without a lock.
    /// False when nothing is left to send.
    /// </summary>
    public bool Refresh(DateTimeOffset now)
    {
        if (Current.Kind == RequestKind.Planned)
        {
            _messages.ForEach(m => m.ExpireUnsent(now));
            return UnsentLevel is not null;
        }

        var events = Current.Request.Events;
        foreach (var (end, expired) in events.Where(e => e.ExpiresAt <= now).Select(e => (e.ExpiresAt.GetValueOrDefault(), e)))
        {
            Decide([expired], (message, signal) => message.Expire(signal, end));
        }

        var live = events.Where(e => !(e.ExpiresAt <= now) && e.Messages.Any(m => _messages[m].IsOpen)).ToList();
        if (live.Count > 0 && live.Count < events.Count)
        {
            Current.Request = new RiskRequest(live);
        }

        return live.Count > 0;
    }

    /// <summary>Decides what the present try carries, as late as possible: after the permit. False when nothing is left to send.</summary>
    public bool Bind(DateTimeOffset now)
    {
        var isWanted = Refresh(now);
        if (isWanted && Current.Kind == RequestKind.Planned)
        {
            Current.Request = RequestPlan.Next(Unsent(), _tolerance);
        }

        return isWanted;
    }

    /// <summary>How many more messages of a lane fit into the next request, judged by those that are here.</summary>
    public int Room(RiskLevel lane) => RequestPlan.Room(Unsent(), Unsent(lane), _tolerance);

    /// <summary>Messages ride along until the try is over: see <see cref="Disembark"/>.</summary>
    public void Board(IReadOnlyList<BatchMessage> passengers)
    {
        _messages.AddRange(passengers);
        _keepLocks(passengers);
    }

    /// <summary>The passengers leave with all that is still to be sent of them, and with their part of a request that Okta refused.</summary>
    public (IReadOnlyList<BatchMessage> Passengers, OutgoingRequest? Refused) Disembark()
    {
        var leaving = (Passengers, _refusedOfPassengers);
        _messages.RemoveRange(_ownCount, _messages.Count - _ownCount);
        _refusedOfPassengers = null;
        return leaving;
    }

    public void Accept() => Decide(Current.Request.Events, static (message, signal) => message.Accept(signal));

    /// <summary>
    /// Okta refused the content. The request is split until the culprit stands alone; then its message is marked.
    /// With passengers in the request, the batch and its passengers go on separately, each with their own part.
    /// </summary>
    public void Reject(OktaError error)
    {
        var request = Current.Request;
        if (request.IsSingle)
        {
            Decide(request.Events, (message, signal) => message.Reject(signal, SettlementTable.Rejected(error, message.Signals.Count)));
            return;
        }

        switch (request.Only(.._ownCount), request.Only(_ownCount..int.MaxValue))
        {
            case (_, null):
                // Only own ones: halves. A 400 is no 500, so an earlier one is forgotten.
                Current.SuccessesAtFirstFault = null;
                Search(Current, RequestKind.ToSplit);
                break;
            case ({ } own, { } others):
                // Both: each side tries its part whole.
                Search(new OutgoingRequest(RequestKind.Part, own), RequestKind.Part);
                _refusedOfPassengers = new OutgoingRequest(RequestKind.Part, others);
                break;
            case (null, { } others):
                // Only passengers: they split it.
                _refusedOfPassengers = new OutgoingRequest(RequestKind.ToSplit, others);
                break;
        }
    }

    /// <summary>
    /// Okta answers 500 to the present request, perhaps because of something in it, so it is tried in parts.
    /// A single signal is set aside when Okta takes others meanwhile; otherwise it is tried again after all others.
    /// </summary>
    public void Doubt(bool othersPass)
    {
        if (!Current.Request.IsSingle)
        {
            Search(Current, RequestKind.ToSplit);
        }
        else if (!othersPass)
        {
            Search(Current, RequestKind.Again);
        }
        else
        {
            HasSetAside = true;
            Decide(Current.Request.Events, static (message, signal) => message.SetAside(signal));
        }
    }

    private OutgoingRequest? Take()
    {
        var unsent = UnsentLevel;
        if (_search.Next(unsent) is { } suspect)
        {
            return suspect;
        }

        if (unsent is not null)
        {
            return new OutgoingRequest(RequestKind.Planned, request: null);
        }

        // After the splits are spent, what was not told apart goes back now and does not wait for these.
        return !SplitsSpent && _aside.TryDequeue(out var alone) ? alone : null;
    }

    private void Search(OutgoingRequest suspect, RequestKind kind)
    {
        Decide(suspect.Request.Events, static (message, signal) => message.Suspect(signal));
        _search.Add(suspect, kind);
    }

    // One entry for each message: the position in the list names the message.
    private IReadOnlyList<IReadOnlyList<RiskSignal>> Unsent(RiskLevel? lane = null) =>
        [.. _messages.Select(m => m.IsOpen && (lane is null || m.Lane == lane) ? m.Unsent : [])];

    private void Decide(IEnumerable<RiskEvent> events, Action<BatchMessage, RiskSignal> decide)
    {
        foreach (var source in events.SelectMany(e => e.Sources))
        {
            decide(_messages[source.Message], source.Signal);
        }
    }
}
