using System.Collections;
using System.Collections.ObjectModel;
using RiskFunctions.Signals;

namespace RiskFunctions.Delivery;

/// <summary>A message of a batch and what is known about it so far. Settled at most once.</summary>
internal sealed class BatchMessage(LockedMessage locked)
{
    // By identity: a message may say the same twice.
    private readonly HashSet<RiskSignal> _open = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<RiskSignal> _done = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<RiskSignal> _aside = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<RiskSignal> _asideBefore = new(ReferenceEqualityComparer.Instance);
    private int _settled;
    private int _lockLost;

    public LockedMessage Locked { get; } = locked;

    public string Id => Locked.Message.MessageId;

    /// <summary>All that was read from the message and can be sent, in the order of reading.</summary>
    public IReadOnlyList<RiskSignal> Signals { get; private set; } = [];

    /// <summary>Those whose fate is open, in the same order, but for <see cref="Aside"/>.</summary>
    public IReadOnlyList<RiskSignal> Open => [.. Signals.Where(s => _open.Contains(s) && !_aside.Contains(s))];

    /// <summary>Those over which Okta stumbled alone, in this delivery or an earlier one, and whose fate is still open.</summary>
    public IReadOnlyList<RiskSignal> Aside => [.. Signals.Where(s => _open.Contains(s) && _aside.Contains(s))];

    public bool HasOpen => _open.Count > 0;

    /// <summary>
    /// All that is open was set aside at an earlier delivery already, and this one has done with nothing: the message's note says all that there is to say.
    /// </summary>
    public bool HoldsNothingNew => HasOpen && _open.IsSubsetOf(_asideBefore) && _done.Count == DoneBefore;

    /// <summary>How many signals earlier deliveries have done with.</summary>
    public int DoneBefore { get; private set; }

    /// <summary>The first final refusal of one of its signals, in this delivery or an earlier one; null when there was none.</summary>
    public Settlement.DeadLetter? Fault { get; private set; }

    public bool IsSettled => Volatile.Read(ref _settled) != 0;

    /// <summary>The broker gives the message to somebody else: it must neither be settled nor sent any more.</summary>
    public bool IsLockLost => Volatile.Read(ref _lockLost) != 0;

    public bool IsOpen => !IsSettled && !IsLockLost;

    /// <summary>What was read from the message; what earlier deliveries have done with is not open again.</summary>
    public void Hold(IReadOnlyList<RiskSignal> signals)
    {
        Signals = signals;
        var note = DeliveryNote.Read(Locked.Message, signals);
        for (var i = 0; i < signals.Count; i++)
        {
            (note?.Done[i] == true ? _done : _open).Add(signals[i]);
            if (note?.Aside[i] == true)
            {
                _aside.Add(signals[i]);
                _asideBefore.Add(signals[i]);
            }
        }

        DoneBefore = _done.Count;
        if (note?.Refusal is { } refusal)
        {
            Refuse(new Settlement.DeadLetter(DeadLetterReason.RejectedByOkta, refusal));
        }
    }

    /// <summary>Okta accepted the signal.</summary>
    public void Accept(RiskSignal signal)
    {
        _open.Remove(signal);
        _done.Add(signal);
    }

    /// <summary>Okta refused the signal for good.</summary>
    public void Reject(RiskSignal signal, Settlement.DeadLetter fault)
    {
        Accept(signal);
        Refuse(fault);
    }

    /// <summary>Okta stumbles over the signal while it takes others: it goes back with its message, and is tried by itself next time.</summary>
    public void SetAside(RiskSignal signal) => _aside.Add(signal);

    /// <summary>The signal's time is over. The next delivery would see that for itself, so it is no part of the note.</summary>
    public void Expire(RiskSignal signal, Settlement.DeadLetter fault)
    {
        _open.Remove(signal);
        Refuse(fault);
    }

    /// <summary>Something of the message can never be sent; the first thing that is said about it stands.</summary>
    public void Refuse(Settlement.DeadLetter fault) => Fault ??= fault;

    /// <summary>What the next delivery must know: the properties to put on a message that goes back to its lane. Empty when it must know nothing.</summary>
    public IReadOnlyDictionary<string, object> Note()
    {
        if (_done.Count == 0 && _aside.Count == 0 && !Locked.Message.Properties.ContainsKey(DeliveryNote.DoneProperty))
        {
            return ReadOnlyDictionary<string, object>.Empty;
        }

        var refusal = Fault is { Reason: DeadLetterReason.RejectedByOkta } rejected ? rejected.Description : null;
        return new DeliveryNote(Bits(_done), Bits(_aside), refusal).For(Locked.Message, Signals);
    }

    /// <summary>True for exactly one caller: the one that settles.</summary>
    public bool TryClaimSettlement() => Interlocked.Exchange(ref _settled, 1) == 0;

    /// <summary>True for the first to notice.</summary>
    public bool MarkLockLost() => Interlocked.Exchange(ref _lockLost, 1) == 0;

    private BitArray Bits(HashSet<RiskSignal> signals) => new([.. Signals.Select(signals.Contains)]);
}
