using RiskFunctions.Signals;

namespace RiskFunctions.RiskEvents;

/// <summary>
/// One Okta risk event: 1 to <see cref="RiskEventLimits.SubjectsPerEvent"/> subjects that share a time, and the messages that it came from.
/// </summary>
internal sealed class RiskEvent
{
    private readonly IReadOnlyList<MergedSignal> _signals;

    public RiskEvent(IReadOnlyList<MergedSignal> signals)
    {
        ArgumentOutOfRangeException.ThrowIfZero(signals.Count, nameof(signals));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(signals.Count, RiskEventLimits.SubjectsPerEvent, nameof(signals));
        _signals = signals;
        Timestamp = signals[0].Winner.Timestamp;
        ExpiresAt = signals[0].Winner.ExpiresAt;
        Level = signals.Max(s => s.Winner.Level);
        Messages = [.. Sources.Select(s => s.Message).Distinct().Order()];
    }

    public DateTimeOffset Timestamp { get; }

    public DateTimeOffset? ExpiresAt { get; }

    /// <summary>The highest level of its subjects.</summary>
    public RiskLevel Level { get; }

    /// <summary>Positions in the batch of every message that waits for this event.</summary>
    public IReadOnlyList<int> Messages { get; }

    public IEnumerable<RiskSignal> Subjects => _signals.Select(s => s.Winner);

    public int SubjectCount => _signals.Count;

    /// <summary>Every signal that the event speaks for, merged ones too.</summary>
    public IEnumerable<SourcedSignal> Sources => _signals.SelectMany(s => s.Sources);

    /// <summary>
    /// The same subjects as one event for each message, nothing merged across messages: so that Okta's refusal of one message's
    /// subject cannot take down another message that only shared an address with it.
    /// </summary>
    public IReadOnlyList<RiskEvent> SplitByMessage() =>
        [.. Messages.Select(message => new RiskEvent([.. _signals.Select(s => s.Only(message)).OfType<MergedSignal>()]))];

    /// <summary>Two events with half of the subjects each. Only for an event of at least two subjects.</summary>
    public (RiskEvent First, RiskEvent Second) Halve()
    {
        var middle = (_signals.Count + 1) / 2;
        return (new RiskEvent([.. _signals.Take(middle)]), new RiskEvent([.. _signals.Skip(middle)]));
    }
}
