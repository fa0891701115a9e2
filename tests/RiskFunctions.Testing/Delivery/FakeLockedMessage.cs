using System.Collections.Concurrent;
using RiskFunctions.Delivery;
using RiskFunctions.Signals;

namespace RiskFunctions.Testing.Delivery;

/// <summary>A message under a real lock: settling or renewing after its end throws <see cref="LockLostException"/>, settling twice is on record.</summary>
internal sealed class FakeLockedMessage : LockedMessage
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _lockDuration;
    private readonly TimeSpan _brokerAhead;
    private readonly ConcurrentQueue<DateTimeOffset> _renewals = [];
    private readonly ConcurrentQueue<string> _settlements = [];
    private DateTimeOffset _lockEnd;
    private DateTimeOffset _lockedUntil;

    /// <param name="message">What came.</param>
    /// <param name="time">Decides when the lock ends.</param>
    /// <param name="lockDuration">From now, and from each renewal.</param>
    /// <param name="brokerAhead">What the broker's clock, by which <see cref="LockedUntil"/> is told, is ahead of <paramref name="time"/>.</param>
    public FakeLockedMessage(SignalMessage message, TimeProvider time, TimeSpan lockDuration, TimeSpan brokerAhead = default)
    {
        Message = message;
        _time = time;
        _lockDuration = lockDuration;
        _brokerAhead = brokerAhead;
        Lock();
    }

    public override SignalMessage Message { get; }

    public override DateTimeOffset LockedUntil => _lockedUntil;

    /// <summary>Runs before each settlement takes effect; throws to make it fail.</summary>
    public Func<CancellationToken, Task> BeforeSettling { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Runs before each renewal takes effect; throws to make it fail.</summary>
    public Func<CancellationToken, Task> BeforeRenewal { get; set; } = static _ => Task.CompletedTask;

    /// <summary>What took effect, in order: <c>complete</c>, <c>abandon</c> or <c>dead-letter</c>. More than one is a fault.</summary>
    public IReadOnlyList<string> Settlements => [.. _settlements];

    /// <summary>The one settlement; null while there is none.</summary>
    public string? Settled => Settlements switch
    {
        [] => null,
        [var only] => only,
        _ => "settled more than once",
    };

    public int SettlementAttempts { get; private set; }

    public DateTimeOffset? SettledAt { get; private set; }

    public string? Reason { get; private set; }

    public string? Description { get; private set; }

    /// <summary>The properties set when it was abandoned; null when it was not.</summary>
    public IReadOnlyDictionary<string, object>? Note { get; private set; }

    /// <summary>When renewals were asked for, failed ones too.</summary>
    public IReadOnlyList<DateTimeOffset> Renewals => [.. _renewals];

    public bool IsLockOver => _time.GetUtcNow() >= _lockEnd;

    /// <summary>The broker hands it out now: its lock begins.</summary>
    public void Lock()
    {
        _lockEnd = _time.GetUtcNow() + _lockDuration;
        _lockedUntil = _lockEnd + _brokerAhead;
    }

    /// <summary>The broker takes the lock away now.</summary>
    public void LoseLock() => _lockEnd = _time.GetUtcNow();

    public override Task CompleteAsync(CancellationToken cancellationToken) => SettleAsync("complete", cancellationToken);

    public override async Task AbandonAsync(IReadOnlyDictionary<string, object> properties, CancellationToken cancellationToken)
    {
        await SettleAsync("abandon", cancellationToken);
        Note = properties;
    }

    public override async Task DeadLetterAsync(string reason, string description, CancellationToken cancellationToken)
    {
        await SettleAsync("dead-letter", cancellationToken);
        Reason = reason;
        Description = description;
    }

    public override async Task RenewLockAsync(CancellationToken cancellationToken)
    {
        _renewals.Enqueue(_time.GetUtcNow());
        await BeforeRenewal(cancellationToken);
        ThrowIfLost();
        _lockEnd = _time.GetUtcNow() + _lockDuration;
    }

    private async Task SettleAsync(string settlement, CancellationToken cancellationToken)
    {
        SettlementAttempts++;
        await BeforeSettling(cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfLost();
        _settlements.Enqueue(settlement);
        SettledAt = _time.GetUtcNow();
    }

    private void ThrowIfLost()
    {
        if (IsLockOver)
        {
            throw new LockLostException("The lock is over.");
        }
    }
}
