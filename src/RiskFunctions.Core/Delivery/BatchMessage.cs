namespace RiskFunctions.Delivery;

/// <summary>A message of a batch and what is known about it so far. Settled at most once.</summary>
internal sealed class BatchMessage(LockedMessage locked)
{
    private int _settled;
    private int _lockLost;

    public LockedMessage Locked { get; } = locked;

    public string Id => Locked.Message.MessageId;

    /// <summary>Events of the message whose fate is open.</summary>
    public int OpenEvents { get; set; }

    /// <summary>All events of the message.</summary>
    public int Events { get; set; }

    /// <summary>The first final refusal of one of its events; null when there was none.</summary>
    public Settlement.DeadLetter? Fault { get; set; }

    public bool IsSettled => Volatile.Read(ref _settled) != 0;

    /// <summary>The broker gives the message to somebody else: it must neither be settled nor sent any more.</summary>
    public bool IsLockLost => Volatile.Read(ref _lockLost) != 0;

    public bool IsOpen => !IsSettled && !IsLockLost;

    /// <summary>True for exactly one caller: the one that settles.</summary>
    public bool TryClaimSettlement() => Interlocked.Exchange(ref _settled, 1) == 0;

    /// <summary>True for the first to notice.</summary>
    public bool MarkLockLost() => Interlocked.Exchange(ref _lockLost, 1) == 0;
}
