using System.Globalization;
using RiskFunctions.LocalHost.Broker.Messages;

namespace RiskFunctions.LocalHost.Broker.Queues;

/// <summary>
/// The messages of one subscription and its dead letters. Time passes only when somebody looks: every operation first does what is due (locks that
/// ran out, scheduled and expired messages). Guarded by the broker's lock.
/// </summary>
internal sealed class Lane(string name, BrokerOptions options, Func<long> nextSequenceNumber)
{
    private readonly MessageQueue _active = new(options.LockDuration);
    private readonly MessageQueue _deadLetters = new(options.LockDuration);
    private readonly Deadlines _scheduled = new();
    private readonly Deadlines _expiries = new();

    public string Name { get; } = name;

    public IEnumerable<QueuedMessage> DeadLettered => _deadLetters.Waiting.Concat(_deadLetters.Locked);

    /// <summary>Scheduled messages count as active: they are still to be delivered. Dead letters with a receiver are still dead letters.</summary>
    public LaneCounts Counts => new(
        _active.Waiting.Count + _scheduled.Count, _active.Locked.Count, _deadLetters.Waiting.Count + _deadLetters.Locked.Count);

    public LaneWait Wait => new(
        _scheduled.Count,
        Min(_active.Waiting.Count == 0 ? null : _active.Waiting.First().EnqueuedAt, _active.Locked.Count == 0 ? null : _active.Locked.Min(m => m.EnqueuedAt)));

    /// <summary>What changes when a message comes in or back, and when time alone may bring one; null when nothing is under way.</summary>
    public QueueWatch Watch(bool deadLetters) => deadLetters
        ? new QueueWatch(_deadLetters.Arrival, _deadLetters.NextLockEnd)
        : new QueueWatch(_active.Arrival, Min(_scheduled.Earliest, _active.NextLockEnd));

    public void Add(QueuedMessage message, DateTimeOffset now)
    {
        if (message.EnqueuedAt > now)
        {
            _scheduled.Add(message.EnqueuedAt, message);
            _active.WakeReceivers(); // They wait for the earliest due time, which may be this one.
        }
        else
        {
            Activate(message);
        }
    }

    public void CatchUp(DateTimeOffset now)
    {
        while (_active.TakeLapsed(now) is { } message)
        {
            Return(message);
        }

        while (_deadLetters.TakeLapsed(now) is { } message)
        {
            Return(message);
        }

        while (_scheduled.TakeDue(now) is { } message)
        {
            message.SequenceNumber = nextSequenceNumber();
            Activate(message);
        }

        while (_expiries.TakeDue(now) is { } message)
        {
            _active.Remove(message);
            Bury(message, DeadLetter.Expired, "The time to live ran out before the message was settled.");
        }
    }

    public List<QueuedMessage> Take(bool deadLetters, int max, DateTimeOffset now)
    {
        if (deadLetters)
        {
            return _deadLetters.Take(max, now);
        }

        var taken = _active.Take(max, now);
        taken.ForEach(message => _expiries.Remove(message.ExpiresAt, message)); // A locked message does not expire.
        return taken;
    }

    /// <summary>Ends the lock and hands the message to the caller; null when the lock is no longer held.</summary>
    public QueuedMessage? Unlock(Guid token) => _active.Unlock(token) ?? _deadLetters.Unlock(token);

    /// <summary>The new end of the lock; null when it is no longer held.</summary>
    public DateTimeOffset? Renew(Guid token, DateTimeOffset now) => _active.Renew(token, now) ?? _deadLetters.Renew(token, now);

    /// <summary>Puts a message that was not settled back to its old place, or into the dead-letter queue when its deliveries are spent.</summary>
    public void Return(QueuedMessage message)
    {
        if (message.IsDead)
        {
            _deadLetters.Add(message);
        }
        else if (message.DeliveryCount < options.MaxDeliveryCount)
        {
            Activate(message);
        }
        else
        {
            Bury(message, DeadLetter.DeliveriesSpent, string.Create(
                CultureInfo.InvariantCulture, $"The message was not settled in {message.DeliveryCount} deliveries."));
        }
    }

    /// <summary>Puts a message back that was taken and reached nobody.</summary>
    public void PutBack(QueuedMessage message)
    {
        message.DeliveryCount--;
        Return(message);
    }

    public void Bury(QueuedMessage message, string reason, string description)
    {
        message.DeadLetterReason = reason;
        message.DeadLetterDescription = description;
        _deadLetters.Add(message);
    }

    /// <summary>Takes back a scheduled message that is not yet due; false when this lane has none of this number.</summary>
    public bool Cancel(long enqueuedSequenceNumber)
    {
        var message = _scheduled.Messages.FirstOrDefault(m => m.EnqueuedSequenceNumber == enqueuedSequenceNumber);
        if (message is not null)
        {
            _scheduled.Remove(message.EnqueuedAt, message);
        }

        return message is not null;
    }

    /// <summary>What is there, taken or not, from a number on, without changing anything.</summary>
    public IEnumerable<QueuedMessage> Peek(bool deadLetters, long fromSequenceNumber, int max)
    {
        var queue = deadLetters ? _deadLetters : _active;
        return queue.Waiting.Concat(queue.Locked).Where(m => m.SequenceNumber >= fromSequenceNumber).OrderBy(m => m.SequenceNumber).Take(max);
    }

    private static DateTimeOffset? Min(DateTimeOffset? a, DateTimeOffset? b) => a is null || b < a ? b : a;

    private void Activate(QueuedMessage message)
    {
        _active.Add(message);
        _expiries.Add(message.ExpiresAt, message);
    }
}
