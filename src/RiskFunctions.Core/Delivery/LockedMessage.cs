using RiskFunctions.Signals;

namespace RiskFunctions.Delivery;

/// <summary>
/// A message received in peek-lock mode, and the four things that can be done with its lock. A host derives one for its broker.
/// Each method throws <see cref="LockLostException"/> when the lock is gone (the message will come again);
/// any other exception counts as passing and is tried again.
/// </summary>
public abstract class LockedMessage
{
    /// <summary>What came.</summary>
    public abstract SignalMessage Message { get; }

    /// <summary>When the lock ends (UTC) unless it is renewed, as known at receipt.</summary>
    public abstract DateTimeOffset LockedUntil { get; }

    public abstract Task CompleteAsync(CancellationToken cancellationToken);

    /// <summary>Back to the lane. Application properties in <paramref name="properties"/> (text, at most 4,096 characters each) are set on the message for its next delivery.</summary>
    public abstract Task AbandonAsync(IReadOnlyDictionary<string, object> properties, CancellationToken cancellationToken);

    /// <summary><paramref name="reason"/> and <paramref name="description"/> are at most 4,096 characters each, Service Bus's limit.</summary>
    public abstract Task DeadLetterAsync(string reason, string description, CancellationToken cancellationToken);

    /// <summary>Renews the lock for its full duration.</summary>
    public abstract Task RenewLockAsync(CancellationToken cancellationToken);
}
