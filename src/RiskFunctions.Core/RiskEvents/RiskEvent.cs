using RiskFunctions.Signals;

namespace RiskFunctions.RiskEvents;

/// <summary>
/// One Okta risk event: 1 to <see cref="RiskEventLimits.SubjectsPerEvent"/> subjects that share its times, and the messages that it came from.
/// </summary>
internal sealed class RiskEvent
{
    private readonly IReadOnlyList<MergedSignal> _signals;

    public RiskEvent(IReadOnlyList<MergedSignal> signals)
    {
        ArgumentOutOfRangeException.ThrowIfZero(signals.Count, nameof(signals));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(signals.Count, RiskEventLimits.SubjectsPerEvent, nameof(signals));
        _signals = signals;
        (Timestamp, ExpiresAt, Level, FirstMessage) = (signals[0].Latest, signals[0].LastExpiry, signals[0].Winner.Level, signals[0].Owner);
        for (var i = 1; i < signals.Count; i++)
        {
            Timestamp = signals[i].Latest > Timestamp ? signals[i].Latest : Timestamp;
            ExpiresAt = signals[i].LastExpiry > ExpiresAt ? signals[i].LastExpiry : ExpiresAt;
            Level = signals[i].Winner.Level > Level ? signals[i].Winner.Level : Level;
            FirstMessage = Math.Min(FirstMessage, signals[i].Owner);
        }
    }

    /// <summary>The latest of its signals' times.</summary>
    public DateTimeOffset Timestamp { get; }

    /// <summary>The latest of its signals' ends; null when they have none.</summary>
    public DateTimeOffset? ExpiresAt { get; }

    /// <summary>The highest level of its subjects.</summary>
    public RiskLevel Level { get; }

    /// <summary>The first of <see cref="Messages"/>.</summary>
    public int FirstMessage { get; }

    /// <summary>Positions in the batch of every message that waits for this event.</summary>
    public IReadOnlyList<int> Messages => field ??= _signals is [{ IsOne: true }] ? [FirstMessage] : [.. Sources.Select(s => s.Message).Distinct().Order()];

    public IEnumerable<RiskSignal> Subjects => _signals.Select(s => s.Winner);

    public RiskSignal Subject(int index) => _signals[index].Winner;

    public int SubjectCount => _signals.Count;

    /// <summary>Every signal that the event speaks for, merged ones too.</summary>
    public IEnumerable<SourcedSignal> Sources => _signals.SelectMany(s => s.Sources);

    /// <summary>The part of the messages in <paramref name="range"/>, their positions counted from its start; null when they have none here.</summary>
    public RiskEvent? Only(Range range) =>
        _signals.Select(s => s.Only(range)).OfType<MergedSignal>().ToList() is { Count: > 0 } only ? new RiskEvent(only) : null;

    /// <summary>Two events with half of the subjects each. Only for an event of at least two subjects.</summary>
    public (RiskEvent First, RiskEvent Second) Halve()
    {
        var middle = (_signals.Count + 1) / 2;
        return (new RiskEvent([.. _signals.Take(middle)]), new RiskEvent([.. _signals.Skip(middle)]));
    }

    /// <summary>
    /// The one subject as an event for each message that names it. A refusal of one message's text must not take down another message with the
    /// same address.
    /// </summary>
    public IReadOnlyList<RiskEvent> SplitByMessage() =>
        [.. _signals[0].Sources.GroupBy(s => s.Message).Select(sources =>
        {
            var own = new MergedSignal(sources.First());
            foreach (var source in sources.Skip(1))
            {
                own.Add(source);
            }

            return new RiskEvent([own]);
        })];
}
