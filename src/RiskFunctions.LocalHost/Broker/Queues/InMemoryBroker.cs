using RiskFunctions.Delivery;
using RiskFunctions.LocalHost.Broker.Messages;
using RiskFunctions.LocalHost.Topology;

namespace RiskFunctions.LocalHost.Broker.Queues;

/// <summary>
/// A topic with subscriptions that behaves like Service Bus in peek-lock mode: locks that run out, redelivery in the old order with a delivery count,
/// dead-lettering by the receiver, by time to live and by the number of deliveries. In memory: its messages end with the process.
/// </summary>
internal sealed class InMemoryBroker
{
    private readonly Lock _gate = new();
    private readonly BrokerOptions _options;
    private readonly TimeProvider _time;
    private readonly LaneSet _lanes;
    private readonly DuplicateWindow? _duplicates;

    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public InMemoryBroker(BrokerTopology topology, BrokerOptions options, TimeProvider time)
    {
        if (options.Fault is { } fault)
        {
            throw new ArgumentException(fault, nameof(options));
        }

        Topology = topology;
        _options = options;
        _time = time;
        _lanes = new LaneSet(topology, options);
        _duplicates = options.DuplicateDetectionWindow is { } window ? new DuplicateWindow(window) : null;
    }

    public BrokerTopology Topology { get; }

    public TimeProvider Time => _time;

    public int MaxMessageBytes => _options.MaxMessageBytes;

    public bool HasLane(string subscription) => _lanes.Find(subscription) is not null;

    /// <summary>Takes all messages or none. As at Service Bus, a message that matches no rule is dropped. Returns the number of copies.</summary>
    /// <exception cref="MessageTooLargeException">One of them is over the limit.</exception>
    public int Send(params IReadOnlyList<SentMessage> messages)
    {
        RequireRoom(messages);
        lock (_gate)
        {
            return messages.Sum(message => Accept(message).Copies);
        }
    }

    /// <summary>Takes a message like <see cref="Send"/> and returns its topic number, which <see cref="CancelScheduled"/> needs.</summary>
    /// <exception cref="MessageTooLargeException">It is over the limit.</exception>
    public long Schedule(SentMessage message)
    {
        RequireRoom([message]);
        lock (_gate)
        {
            return Accept(message).Number;
        }
    }

    /// <summary>Takes back a scheduled message; false when there is none of this number, or it is due already.</summary>
    public bool CancelScheduled(long number)
    {
        lock (_gate)
        {
            CatchUp();
            return _lanes.Cancel(number);
        }
    }

    /// <summary>Locks the oldest messages of a queue, at most <paramref name="max"/>; none when none is there.</summary>
    /// <exception cref="ArgumentException">No such subscription.</exception>
    public IReadOnlyList<DeliveredMessage> Take(QueueAddress queue, int max)
    {
        var lane = Find(queue.Subscription);
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            lane.CatchUp(now);
            return lane.Take(queue.DeadLetters, max, now).ConvertAll(message => DeliveredMessage.Of(lane.Name, message));
        }
    }

    /// <summary>When to look again after <see cref="Take"/> found nothing. Read it before the look, so that no arrival is missed.</summary>
    /// <exception cref="ArgumentException">No such subscription.</exception>
    public QueueWatch Watch(QueueAddress queue)
    {
        var lane = Find(queue.Subscription);
        lock (_gate)
        {
            lane.CatchUp(_time.GetUtcNow());
            return lane.Watch(queue.DeadLetters);
        }
    }

    /// <summary>The messages of a queue from a sequence number on, locked ones too, without touching them.</summary>
    /// <exception cref="ArgumentException">No such subscription.</exception>
    public IReadOnlyList<DeliveredMessage> Peek(QueueAddress queue, long fromSequenceNumber, int max)
    {
        var lane = Find(queue.Subscription);
        lock (_gate)
        {
            lane.CatchUp(_time.GetUtcNow());
            return [.. lane.Peek(queue.DeadLetters, fromSequenceNumber, max).Select(message => DeliveredMessage.Of(lane.Name, message))];
        }
    }

    /// <summary>Gives back a message that nobody has read: no delivery is used up. False when the lock is no longer held.</summary>
    public bool TryRelease(Guid token)
    {
        lock (_gate)
        {
            CatchUp();
            if (_lanes.Unlock(token) is not var (lane, message))
            {
                return false;
            }

            lane.PutBack(message);
            return true;
        }
    }

    /// <exception cref="LockLostException">The lock is no longer held.</exception>
    public void Complete(Guid token) => Settle(token, static (_, _) => { });

    /// <summary>Gives the message back to its lane, with <paramref name="properties"/> set on it; none for null.</summary>
    /// <exception cref="LockLostException">The lock is no longer held.</exception>
    public void Abandon(Guid token, IReadOnlyDictionary<string, object>? properties = null) => Settle(token, (lane, message) =>
    {
        message.Set(properties);
        lane.Return(message);
    });

    /// <exception cref="LockLostException">The lock is no longer held.</exception>
    /// <exception cref="ArgumentException">A text is longer than <see cref="DeadLetter.MaxTextLength"/>; the lock stays.</exception>
    public void MoveToDeadLetters(Guid token, string reason, string description, IReadOnlyDictionary<string, object>? properties = null)
    {
        DeadLetter.Check(reason, description);
        Settle(token, (lane, message) =>
        {
            message.Set(properties);
            lane.Bury(message, reason, description);
        });
    }

    /// <summary>Renews the lock for its full duration from now, and returns its new end.</summary>
    /// <exception cref="LockLostException">The lock is no longer held.</exception>
    public DateTimeOffset Renew(Guid token)
    {
        lock (_gate)
        {
            return _lanes.Renew(token, CatchUp()) ?? throw Lost(token);
        }
    }

    /// <summary>Counts by subscription name, in the topology's order.</summary>
    public IReadOnlyDictionary<string, LaneCounts> Counts()
    {
        lock (_gate)
        {
            CatchUp();
            return _lanes.Counts();
        }
    }

    /// <summary>What waits, by subscription name.</summary>
    public IReadOnlyDictionary<string, LaneWait> Waits()
    {
        lock (_gate)
        {
            CatchUp();
            return _lanes.Waits();
        }
    }

    /// <summary>All dead letters, oldest first.</summary>
    public IReadOnlyList<DeadLetter> DeadLetters()
    {
        lock (_gate)
        {
            CatchUp();
            return [.. _lanes.DeadLettered().Select(d => DeadLetter.Of(d.Lane.Name, d.Message))];
        }
    }

    private static LockLostException Lost(Guid token) => new($"The lock {token} has run out or was settled before.");

    private DateTimeOffset CatchUp()
    {
        var now = _time.GetUtcNow();
        _lanes.CatchUp(now);
        return now;
    }

    private Lane Find(string subscription) =>
        _lanes.Find(subscription) ?? throw new ArgumentException($"The topic has no subscription '{subscription}'.", nameof(subscription));

    private void RequireRoom(IReadOnlyList<SentMessage> messages)
    {
        if (messages.Any(m => m.Size > _options.MaxMessageBytes))
        {
            throw new MessageTooLargeException(_options.MaxMessageBytes);
        }
    }

    private (int Copies, long Number) Accept(SentMessage message)
    {
        var now = _time.GetUtcNow();
        var messageId = message.MessageId ?? Guid.NewGuid().ToString("N");
        return _duplicates?.TryAdd(messageId, now) == false ? (0, 0) : _lanes.Deliver(message, messageId, now);
    }

    private void Settle(Guid token, Action<Lane, QueuedMessage> then)
    {
        lock (_gate)
        {
            CatchUp();
            var (lane, message) = _lanes.Unlock(token) ?? throw Lost(token);
            then(lane, message);
        }
    }
}
