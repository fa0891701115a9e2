using RiskFunctions.Delivery.Sending;
using RiskFunctions.Delivery.Settling;
using RiskFunctions.Delivery.Suspects;
using RiskFunctions.Okta.Answers;
using RiskFunctions.RiskEvents;
using RiskFunctions.Signals;

namespace RiskFunctions.Delivery.Batches;

/// <summary>The messages of a batch, those that ride along with it, its present request, and what is still to be sent.</summary>
internal sealed class BatchWork : IRequestWork
{
    /// <summary>A message that came this often stays: its deliveries are for outages (maxDeliveryCount in infra/modules/lane.bicep is five times as many).</summary>
    private const int MaxDeliveriesToMove = 100;

    /// <summary>Signals among which the next request is looked for: some times what it can hold.</summary>
    private const int MaxPlanned = 4 * RiskEventLimits.EventsPerRequest * RiskEventLimits.SubjectsPerEvent;

    private readonly List<BatchMessage> _messages;
    private readonly int _own;
    private readonly TimeSpan _tolerance;
    private readonly Action<IReadOnlyList<BatchMessage>> _keepLocks;
    private readonly SuspectSearch _search = new();
    private readonly Queue<OutgoingRequest> _aside;
    private OutgoingRequest? _current;
    private OutgoingRequest? _refusedOfPassengers;

    /// <param name="messages">At least one.</param>
    /// <param name="tolerance">See <see cref="DeliveryOptions.TimestampTolerance"/>.</param>
    /// <param name="keepLocks">Is told of all messages of the batch, and later of those that ride along.</param>
    /// <param name="refused">What Okta refused of these messages while they rode with another batch; null for none.</param>
    public BatchWork(
        IReadOnlyList<BatchMessage> messages,
        TimeSpan tolerance,
        Action<IReadOnlyList<BatchMessage>> keepLocks,
        OutgoingRequest? refused = null)
    {
        _messages = [.. messages];
        _own = messages.Count;
        _tolerance = tolerance;
        _keepLocks = keepLocks;
        _aside = new Queue<OutgoingRequest>(OutgoingRequest.Aside(messages));
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
    public IReadOnlyList<BatchMessage> Passengers => _messages[_own..];

    /// <summary>Messages that any request of any instance could carry: their open signals were in no request yet, and none of them waits for the other destination.</summary>
    public IReadOnlyList<BatchMessage> Movable => _messages.FindAll(m => m.IsOpen && m.IsUntried && m.Locked.Message.DeliveryCount < MaxDeliveriesToMove);

    /// <summary>The request that <see cref="Next"/> has taken.</summary>
    public OutgoingRequest Current => _current ?? throw new InvalidOperationException("Nothing was taken yet.");

    /// <summary>The lane in which the present request asks for a permit: that of its own highest signal, whoever rode with its last try.</summary>
    public RiskLevel Level => Current.Kind == RequestKind.Planned ? UnsentLevel ?? Lane : Current.Request.Level;

    /// <summary>There is something that could be tried instead of the present request.</summary>
    public bool HasOther =>
        !_search.IsOver || (Current.Kind == RequestKind.Planned ? RequestPlan.For(Unsent(), _tolerance).Count > 1 : UnsentLevel is not null);

    public bool HasOtherOrPart => HasOther || !Current.Request.IsSingle;

    /// <summary>Requests that Okta refused as a whole were left as they are.</summary>
    public bool SplitsSpent => _search.SplitsSpent;

    /// <summary>Okta stumbled over some signals alone; their messages go back.</summary>
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
    /// Closes what has expired meanwhile, and leaves out of the present request what nobody waits for any more because the locks are lost.
    /// False when nothing of it is left to send.
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

    /// <summary>Settles what the present try carries, as late as can be: after the permit. False when nothing is left to send.</summary>
    public bool Bind(DateTimeOffset now)
    {
        var isWanted = Refresh(now);
        if (isWanted && Current.Kind == RequestKind.Planned)
        {
            Current.Request = RequestPlan.For(Best(Unsent()), _tolerance)[0];
        }

        return isWanted;
    }

    /// <summary>How many more messages of a lane the next request has room for, as far as those that are there can tell.</summary>
    public int Room(RiskLevel lane) => RequestPlan.Room(Unsent(), Unsent(lane), _tolerance);

    /// <summary>Messages ride along. Only until the try is over: see <see cref="Disembark"/>.</summary>
    public void Board(IReadOnlyList<BatchMessage> passengers)
    {
        _messages.AddRange(passengers);
        _keepLocks(passengers);
    }

    /// <summary>The passengers leave, and with them what is still to be sent of them, and their part of a request that Okta refused.</summary>
    public (IReadOnlyList<BatchMessage> Passengers, OutgoingRequest? Refused) Disembark()
    {
        var leaving = (Passengers, _refusedOfPassengers);
        _messages.RemoveRange(_own, _messages.Count - _own);
        _refusedOfPassengers = null;
        return leaving;
    }

    public void Accept() => Decide(Current.Request.Events, static (message, signal) => message.Accept(signal));

    /// <summary>
    /// Okta refused the content: it is split until the culprit stands alone, which marks its message. When passengers were in the request too, either side
    /// tries its own part first.
    /// </summary>
    public void Reject(OktaError error)
    {
        var request = Current.Request;
        if (request.IsSingle)
        {
            Decide(request.Events, (message, signal) => message.Reject(signal, SettlementTable.Rejected(error, message.Signals.Count)));
        }
        else if (request.Only(_own..int.MaxValue) is not { } others)
        {
            Current.SuccessesBefore = null;
            Search(Current, RequestKind.ToSplit);
        }
        else if (request.Only(.._own) is { } own)
        {
            Search(new OutgoingRequest(RequestKind.Part, own), RequestKind.Part);
            _refusedOfPassengers = new OutgoingRequest(RequestKind.Part, others);
        }
        else
        {
            _refusedOfPassengers = new OutgoingRequest(RequestKind.ToSplit, others);
        }
    }

    /// <summary>
    /// Okta stumbles over the present request, perhaps because of something in it: it is tried in parts. What it stumbles over alone while it takes others
    /// is set aside; what it stumbles over alone while it takes nothing is tried again after all others.
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

        // What was not told apart must not wait for these: it goes back now.
        return !SplitsSpent && _aside.TryDequeue(out var alone) ? alone : null;
    }

    private void Search(OutgoingRequest suspect, RequestKind kind)
    {
        Decide(suspect.Request.Events, static (message, signal) => message.Suspect(signal));
        _search.Add(suspect, kind);
    }

    // An entry for every message, so that positions stay what they are.
    private IReadOnlyList<IReadOnlyList<RiskSignal>> Unsent(RiskLevel? lane = null) =>
        [.. _messages.Select(m => m.IsOpen && (lane is null || m.Lane == lane) ? m.Unsent : [])];

    // Twenty messages of a thousand signals with times of their own are a thousand requests: only the next of them is of interest.
    private static IReadOnlyList<IReadOnlyList<RiskSignal>> Best(IReadOnlyList<IReadOnlyList<RiskSignal>> unsent) =>
        unsent.Sum(m => m.Count) > MaxPlanned && unsent.SelectMany(m => m).OrderByDescending(s => s.Level).Take(MaxPlanned).ToHashSet() is var best
            ? [.. unsent.Select(m => m.Where(best.Contains).ToList())]
            : unsent;

    private void Decide(IEnumerable<RiskEvent> events, Action<BatchMessage, RiskSignal> decide)
    {
        foreach (var source in events.SelectMany(e => e.Sources))
        {
            decide(_messages[source.Message], source.Signal);
        }
    }
}
