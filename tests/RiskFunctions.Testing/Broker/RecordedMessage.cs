using RiskFunctions.Delivery;
using RiskFunctions.LocalHost.Broker.Messages;
using RiskFunctions.Signals;

namespace RiskFunctions.Testing.Broker;

/// <summary>A locked message that records what is done with it, and keeps the broker's rules while it does: one settlement, only under a live lock.</summary>
internal sealed class RecordedMessage : LockedMessage
{
    private static readonly TimeSpan LockDuration = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private DateTimeOffset _lockEnd;
    private RecordedSettlement? _settlement;
    private int _calls;
    private int _renewals;
    private int _settlementsToFail;
    private int _renewalsToFail;
    private readonly Exception _failure = new InvalidOperationException("The broker is out of sorts.");

    /// <param name="message">What came.</param>
    /// <param name="time">Decides when the lock ends.</param>
    public RecordedMessage(SignalMessage message, TimeProvider time)
    {
        Message = message;
        _time = time;
        LockedUntil = _lockEnd = time.GetUtcNow() + LockDuration;
    }

    public override SignalMessage Message { get; }

    public override DateTimeOffset LockedUntil { get; }

    /// <summary>How it was settled; null while it is not.</summary>
    public RecordedSettlement? Settlement => Read(() => _settlement);

    /// <summary>Calls that tried to settle, failed ones too.</summary>
    public int SettlementCalls => Read(() => _calls);

    /// <summary>Renewals that succeeded.</summary>
    public int Renewals => Read(() => _renewals);

    /// <summary>Lets the next settlements fail with something other than a lost lock.</summary>
    public void FailSettlements(int times)
    {
        lock (_gate)
        {
            _settlementsToFail = times;
        }
    }

    /// <summary>Lets the next renewals fail with something other than a lost lock.</summary>
    public void FailRenewals(int times)
    {
        lock (_gate)
        {
            _renewalsToFail = times;
        }
    }

    /// <summary>Takes the lock away now, as a broker may at any time.</summary>
    public void LoseLock()
    {
        lock (_gate)
        {
            _lockEnd = DateTimeOffset.MinValue;
        }
    }

    public override Task CompleteAsync(CancellationToken cancellationToken) => Settle(new RecordedSettlement.Completed());

    public override Task AbandonAsync(IReadOnlyDictionary<string, object> properties, CancellationToken cancellationToken) =>
        Settle(new RecordedSettlement.Abandoned());

    public override async Task DeadLetterAsync(string reason, string description, CancellationToken cancellationToken)
    {
        DeadLetter.Check(reason, description);
        await Settle(new RecordedSettlement.DeadLettered(reason, description));
    }

    public override Task RenewLockAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_renewalsToFail > 0)
            {
                _renewalsToFail--;
                return Task.FromException(_failure);
            }

            if (!IsLocked())
            {
                return Task.FromException(new LockLostException("Lost, or settled before."));
            }

            _lockEnd = _time.GetUtcNow() + LockDuration;
            _renewals++;
            return Task.CompletedTask;
        }
    }

    private Task Settle(RecordedSettlement settlement)
    {
        lock (_gate)
        {
            _calls++;
            if (_settlementsToFail > 0)
            {
                _settlementsToFail--;
                return Task.FromException(_failure);
            }

            if (!IsLocked())
            {
                return Task.FromException(new LockLostException("Lost, or settled before."));
            }

            _settlement = settlement;
            return Task.CompletedTask;
        }
    }

    private bool IsLocked() => _settlement is null && _time.GetUtcNow() < _lockEnd;

    private T Read<T>(Func<T> read)
    {
        lock (_gate)
        {
            return read();
        }
    }
}
