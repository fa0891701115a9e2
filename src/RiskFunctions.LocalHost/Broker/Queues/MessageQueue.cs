using RiskFunctions.LocalHost.Broker.Messages;

namespace RiskFunctions.LocalHost.Broker.Queues;

/// <summary>Messages in the order of their numbers: those that may be taken, and those under a lock. Guarded by the broker's lock.</summary>
internal sealed class MessageQueue(TimeSpan lockDuration)
{
    private readonly SortedDictionary<long, QueuedMessage> _waiting = [];
    private readonly Dictionary<Guid, QueuedMessage> _locked = [];
    private readonly Deadlines _lockEnds = new();
    private TaskCompletionSource _arrival = NewArrival();

    public IReadOnlyCollection<QueuedMessage> Waiting => _waiting.Values;

    public IReadOnlyCollection<QueuedMessage> Locked => _locked.Values;

    /// <summary>Completes when a message has come in, or back, since this was read.</summary>
    public Task Arrival => _arrival.Task;

    public DateTimeOffset? NextLockEnd => _lockEnds.Earliest;

    public void Add(QueuedMessage message)
    {
        _waiting.Add(message.SequenceNumber, message);
        WakeReceivers();
    }

    public bool Remove(QueuedMessage message) => _waiting.Remove(message.SequenceNumber);

    /// <summary>Locks the oldest, at most <paramref name="max"/>.</summary>
    public List<QueuedMessage> Take(int max, DateTimeOffset now)
    {
        var taken = _waiting.Values.Take(max).ToList();
        foreach (var message in taken)
        {
            _waiting.Remove(message.SequenceNumber);
            message.DeliveryCount++;
            message.LockToken = Guid.NewGuid();
            _locked.Add(message.LockToken, message);
            HoldUntil(message, now + lockDuration);
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

    /// <summary>The new end of the lock; null when it is no longer held.</summary>
    public DateTimeOffset? Renew(Guid token, DateTimeOffset now)
    {
        if (!_locked.TryGetValue(token, out var message))
        {
            return null;
        }

        _lockEnds.Remove(message.LockedUntil, message);
        HoldUntil(message, now + lockDuration);
        return message.LockedUntil;
    }

    /// <summary>Takes out one message whose lock has run out; null when there is none.</summary>
    public QueuedMessage? TakeLapsed(DateTimeOffset now)
    {
        if (_lockEnds.TakeDue(now) is not { } message)
        {
            return null;
        }

        _locked.Remove(message.LockToken);
        return message;
    }

    public void WakeReceivers()
    {
        var arrival = _arrival;
        _arrival = NewArrival();
        arrival.SetResult();
    }

    private static TaskCompletionSource NewArrival() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void HoldUntil(QueuedMessage message, DateTimeOffset end)
    {
        message.LockedUntil = end;
        _lockEnds.Add(end, message);
    }
}
