using RiskFunctions.Signals;

namespace RiskFunctions.Delivery;

/// <summary>
/// A message received in peek-lock mode, and what can be done with its lock. A host derives one for its broker.
/// Each method throws <see cref="LockLostException"/> when the lock is gone. After any other exception the call is tried again.
/// </summary>
public abstract class LockedMessage
{
    /// <summary>What came.</summary>
    public abstract SignalMessage Message { get; }

    /// <summary>When the lock ends (UTC) unless it is renewed, as known at receipt.</summary>
    public abstract DateTimeOffset LockedUntil { get; }

    public abstract Task CompleteAsync(CancellationToken cancellationToken);

    /// <summary>Puts the message back into its lane, with <paramref name="properties"/> set on it: text, at most 4,096 characters each.</summary>
    public abstract Task AbandonAsync(IReadOnlyDictionary<string, object> properties, CancellationToken cancellationToken);

    /// <summary><paramref name="reason"/> and <paramref name="description"/> are at most 4,096 characters each, Service Bus's limit.</summary>
    public abstract Task DeadLetterAsync(string reason, string description, CancellationToken cancellationToken);

    /// <summary>Renews the lock for its full duration.</summary>
    public abstract Task RenewLockAsync(CancellationToken cancellationToken);
}
