using System.Globalization;

namespace RiskFunctions.LocalHost.Broker;

/// <summary>
/// The messages of one subscription. Time moves only when somebody looks: every operation first does what has fallen due
/// (locks that ran out, scheduled messages, expired ones). Guarded by the broker's lock.
/// </summary>
internal sealed class Lane(string name, BrokerOptions options, Func<long> nextSequenceNumber)
{
    private readonly SortedDictionary<long, QueuedMessage> _active = [];
    private readonly Dictionary<Guid, QueuedMessage> _locked = [];
    private readonly SortedDictionary<long, QueuedMessage> _deadLettered = [];
    private readonly Deadlines _scheduled = new();
    private readonly Deadlines _expiries = new();
    private readonly Deadlines _lockEnds = new();
    private TaskCompletionSource _arrival = NewArrival();

    public string Name { get; } = name;

    public IEnumerable<QueuedMessage> DeadLettered => _deadLettered.Values;

    /// <summary>Completes when a message has come in, or back, since this was read.</summary>
    public Task Arrival => _arrival.Task;

    /// <summary>When time alone may make a message deliverable; null when nothing is under way.</summary>
    public DateTimeOffset? NextDue => Min(_scheduled.Earliest, _lockEnds.Earliest);

    /// <summary>Scheduled messages count as active: they are still to be delivered.</summary>
    public LaneCounts Counts => new(_active.Count + _scheduled.Count, _locked.Count, _deadLettered.Count);

    public LaneWait Wait => new(
        _scheduled.Count,
        Min(_active.Count == 0 ? null : _active.First().Value.EnqueuedAt, _locked.Count == 0 ? null : _locked.Values.Min(m => m.EnqueuedAt)));

    public void Add(QueuedMessage message, DateTimeOffset now)
    {
        if (message.EnqueuedAt > now)
        {
            _scheduled.Add(message.EnqueuedAt, message);
            WakeReceivers(); // They wait for the earliest due time, which may be this one.
        }
        else
        {
            Activate(message);
        }
    }

    public void CatchUp(DateTimeOffset now)
    {
        while (_lockEnds.TakeDue(now) is { } message)
        {
            _locked.Remove(message.LockToken);
            Return(message);
        }

        while (_scheduled.TakeDue(now) is { } message)
        {
            message.SequenceNumber = nextSequenceNumber();
            Activate(message);
        }

        while (_expiries.TakeDue(now) is { } message)
        {
            _active.Remove(message.SequenceNumber);
            Bury(message, DeadLetter.Expired, "The time to live ran out before the message was settled.");
        }
    }

    public List<QueuedMessage> Take(int max, DateTimeOffset now)
    {
        var taken = _active.Values.Take(max).ToList();
        foreach (var message in taken)
        {
            _active.Remove(message.SequenceNumber);
            _expiries.Remove(message.ExpiresAt, message); // A locked message does not expire.
            message.DeliveryCount++;
            message.LockToken = Guid.NewGuid();
            _locked.Add(message.LockToken, message);
            HoldUntil(message, now + options.LockDuration);
        }

        return taken;
    }

    /// <summary>Ends the lock and hands the message to the caller; null when the lock is no longer held.</summary>
    public QueuedMessage? Unlock(Guid token)
    {
        if (_locked.Remove(token, out var message))
        {
            _lockEnds.Remove(message.LockedUntil, message);
        }

        return message;
    }

    public bool Renew(Guid token, DateTimeOffset now)
    {
        if (!_locked.TryGetValue(token, out var message))
        {
            return false;
        }

        _lockEnds.Remove(message.LockedUntil, message);
        HoldUntil(message, now + options.LockDuration);
        return true;
    }

    /// <summary>Puts a message that was not settled back to its old place, or into the dead-letter queue when its deliveries are spent.</summary>
    public void Return(QueuedMessage message)
    {
        if (message.DeliveryCount < options.MaxDeliveryCount)
        {
            Activate(message);
            return;
        }

        Bury(message, DeadLetter.DeliveriesSpent, string.Create(
            CultureInfo.InvariantCulture, $"The message was not settled in {message.DeliveryCount} deliveries."));
    }

    public void Bury(QueuedMessage message, string reason, string description)
    {
        message.DeadLetterReason = reason;
        message.DeadLetterDescription = description;
        _deadLettered.Add(message.SequenceNumber, message);
    }

    public void Exhume(QueuedMessage message) => _deadLettered.Remove(message.SequenceNumber);

    private static TaskCompletionSource NewArrival() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static DateTimeOffset? Min(DateTimeOffset? a, DateTimeOffset? b) => a is null || b < a ? b : a;

    private void Activate(QueuedMessage message)
    {
        _active.Add(message.SequenceNumber, message);
        _expiries.Add(message.ExpiresAt, message);
        WakeReceivers();
    }

    private void HoldUntil(QueuedMessage message, DateTimeOffset end)
    {
        message.LockedUntil = end;
        _lockEnds.Add(end, message);
    }

    private void WakeReceivers()
    {
        var arrival = _arrival;
        _arrival = NewArrival();
        arrival.SetResult();
    }
}
