using System.Collections;
using System.Collections.ObjectModel;
using RiskFunctions.Signals;

namespace RiskFunctions.Delivery.Settling;

/// <summary>A message of a batch and what is known about it. Settled at most once.</summary>
internal sealed class BatchMessage(RiskLevel lane, LockedMessage locked)
{
    private Fate[] _fates = [];
    private Dictionary<Signal, int>? _places;
    private Settlement.DeadLetter? _fault;
    private int _settled;
    private int _lockLost;

    /// <summary>What is known about a signal.</summary>
    [Flags]
    private enum Fate : byte
    {
        Open = 0,

        /// <summary>Okta has accepted or finally refused it.</summary>
        Done = 1,

        /// <summary>Its time is over.</summary>
        Expired = 2,

        /// <summary>Okta answered 500 to it alone, in this delivery or an earlier one.</summary>
        SetAside = 4,

        /// <summary>It was in a request that Okta refused or answered with 500, and is tried in a part of it.</summary>
        Suspect = 8,

        Decided = Done | Expired,
    }

    public LockedMessage Locked { get; } = locked;

    public RiskLevel Lane { get; } = lane;

    public string Id => Locked.Message.MessageId;

    /// <summary>All that was read from the message and can be sent, in the order of reading.</summary>
    public IReadOnlyList<RiskSignal> Signals { get; private set; } = [];

    /// <summary>All that it says about users, in the order of reading. In <see cref="_fates"/> they follow <see cref="Signals"/>.</summary>
    public IReadOnlyList<UserSignal> Users { get; private set; } = [];

    /// <summary>What it says about users and is not decided yet.</summary>
    public IReadOnlyList<UserSignal> OpenUsers => [.. Users.Where((_, i) => (_fates[Signals.Count + i] & Fate.Decided) == Fate.Open)];

    /// <summary>Its destination is held while the other one has all of its part. If it holds nothing new, it is left to its lock.</summary>
    public bool IsHeld { get; set; }

    /// <summary>Open signals for the next planned request: none that is in a search for a culprit, and none of <see cref="SignalsSetAside"/>.</summary>
    public IReadOnlyList<RiskSignal> Unsent => Where(Fate.Decided | Fate.SetAside | Fate.Suspect, Fate.Open);

    /// <summary>Open signals that Okta answered with 500 alone, in this delivery or an earlier one.</summary>
    public IReadOnlyList<RiskSignal> SignalsSetAside => Where(Fate.Decided | Fate.SetAside, Fate.SetAside);

    public bool HasOpen => Array.Exists(_fates, static f => (f & Fate.Decided) == Fate.Open);

    /// <summary>Something is open, Okta has refused nothing of it and answered 500 to none, and no user is named.</summary>
    public bool IsUntried => Users.Count == 0 && HasOpen && Array.TrueForAll(_fates, static f => f == Fate.Open || (f & Fate.Decided) != Fate.Open);

    /// <summary>All that is open is set aside or held, and the note on the message says so already.</summary>
    public bool HoldsNothingNew =>
        HasOpen
        && (IsHeld || Array.TrueForAll(_fates, static f => (f & (Fate.Decided | Fate.SetAside)) != Fate.Open))
        && Equals(Note().GetValueOrDefault(DeliveryNote.DoneProperty), Locked.Message.Properties.GetValueOrDefault(DeliveryNote.DoneProperty));

    /// <summary>How many signals Okta has accepted or finally refused, in this delivery and earlier ones.</summary>
    public int Done => _fates.Count(static f => (f & Fate.Done) != Fate.Open);

    /// <summary>The first reason to dead-letter it; null when there is none.</summary>
    public Settlement.DeadLetter? Fault => Volatile.Read(ref _fault);

    public bool IsSettled => Volatile.Read(ref _settled) != 0;

    /// <summary>The broker delivers the message again: it must be neither settled nor sent here.</summary>
    public bool IsLockLost => Volatile.Read(ref _lockLost) != 0;

    public bool IsOpen => !IsSettled && !IsLockLost;

    /// <summary>Takes what was read from the message. What earlier deliveries have done with stays closed.</summary>
    public void Load(IReadOnlyList<RiskSignal> signals, IReadOnlyList<UserSignal>? users = null)
    {
        Signals = signals;
        Users = users ?? [];
        _fates = new Fate[signals.Count + Users.Count];
        var note = DeliveryNote.Read(Locked.Message, signals, Users);
        for (var i = 0; i < _fates.Length && note is not null; i++)
        {
            _fates[i] = (note.Done[i] ? Fate.Done : Fate.Open) | (note.SetAside[i] ? Fate.SetAside : Fate.Open);
        }

        if (note?.Refusal is { } refusal)
        {
            Refuse(new Settlement.DeadLetter(DeadLetterReason.RejectedByOkta, refusal));
        }
    }

    /// <summary>Okta accepted the signal, or nothing is sent about its user.</summary>
    public void Accept(Signal signal) => Decide(signal, Fate.Done);

    /// <summary>Okta refused the signal for good.</summary>
    public void Reject(Signal signal, Settlement.DeadLetter fault)
    {
        Decide(signal, Fate.Done);
        Refuse(fault);
    }

    /// <summary>The signal is tried in parts of its request.</summary>
    public void Suspect(RiskSignal signal) => _fates[Place(signal)] |= Fate.Suspect;

    /// <summary>Okta answers 500 to the signal while it takes others. It goes back with its message, and is tried by itself next time.</summary>
    public void SetAside(Signal signal) => _fates[Place(signal)] |= Fate.SetAside;

    public bool IsSetAside(Signal signal) => (_fates[Place(signal)] & Fate.SetAside) != Fate.Open;

    /// <summary>The signal's time is over. The next delivery sees that by itself, so the note does not say it.</summary>
    public void Expire(Signal signal, DateTimeOffset end)
    {
        Decide(signal, Fate.Expired);
        Refuse(SettlementTable.Expired(end));
    }

    /// <summary>Closes what is <see cref="Unsent"/> and over.</summary>
    public void ExpireUnsent(DateTimeOffset now)
    {
        foreach (var signal in Unsent)
        {
            if (signal.ExpiresAt is { } end && end <= now)
            {
                Expire(signal, end);
            }
        }
    }

    /// <summary>Something of the message can never be sent. The first fault stands.</summary>
    public void Refuse(Settlement.DeadLetter fault) => Interlocked.CompareExchange(ref _fault, fault, null);

    /// <summary>The properties that tell the next delivery what is done; empty when there is nothing to tell.</summary>
    public IReadOnlyDictionary<string, object> Note()
    {
        if (Array.TrueForAll(_fates, static f => (f & (Fate.Done | Fate.SetAside)) == Fate.Open)
            && !Locked.Message.Properties.ContainsKey(DeliveryNote.DoneProperty))
        {
            return ReadOnlyDictionary<string, object>.Empty;
        }

        var refusal = Fault is { Reason: DeadLetterReason.RejectedByOkta } rejected ? rejected.Description : null;
        return new DeliveryNote(Bits(Fate.Done), Bits(Fate.SetAside), refusal).For(Locked.Message, Signals, Users);
    }

    /// <summary>True for exactly one caller: the one that settles.</summary>
    public bool TryClaimSettlement() => Interlocked.Exchange(ref _settled, 1) == 0;

    /// <summary>True for the first to notice.</summary>
    public bool MarkLockLost() => Interlocked.Exchange(ref _lockLost, 1) == 0;

    private void Decide(Signal signal, Fate fate)
    {
        ref var known = ref _fates[Place(signal)];
        known |= (known & Fate.Decided) == Fate.Open ? fate : Fate.Open;
    }

    // By identity: a message may say the same twice.
    private int Place(Signal signal)
    {
        if (_fates.Length == 1)
        {
            return 0;
        }

        // Both destinations may ask at once.
        return (Volatile.Read(ref _places) ?? Index())[signal];
    }

    private Dictionary<Signal, int> Index()
    {
        var places = new Dictionary<Signal, int>(_fates.Length, ReferenceEqualityComparer.Instance);
        foreach (var signal in Signals.Concat<Signal>(Users))
        {
            places.Add(signal, places.Count);
        }

        Volatile.Write(ref _places, places);
        return places;
    }

    private IReadOnlyList<RiskSignal> Where(Fate mask, Fate wanted) =>
        Users.Count == 0 && Array.TrueForAll(_fates, f => (f & mask) == wanted) ? Signals : [.. Signals.Where((_, i) => (_fates[i] & mask) == wanted)];

    private BitArray Bits(Fate fate) => new([.. _fates.Select(f => (f & fate) != Fate.Open)]);
}
