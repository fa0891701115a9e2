using RiskFunctions.Signals;

namespace RiskFunctions.RiskEvents;

/// <summary>Signals of one address that share an event. The highest level speaks for all.</summary>
internal sealed class MergedSignal(SourcedSignal first)
{
    // Most addresses are named once.
    private List<SourcedSignal>? _others;

    public RiskSignal Winner { get; private set; } = first.Signal;

    /// <summary>The position of the first message that names it.</summary>
    public int Owner { get; private set; } = first.Message;

    /// <summary>Whether only one signal speaks here.</summary>
    public bool IsOne => _others is null;

    public DateTimeOffset Latest { get; private set; } = first.Signal.Timestamp;

    /// <summary>When the last of them expires; null when none does.</summary>
    public DateTimeOffset? LastExpiry { get; private set; } = first.Signal.ExpiresAt;

    public IEnumerable<SourcedSignal> Sources => _others is null ? [first] : _others.Prepend(first);

    public void Add(SourcedSignal source)
    {
        (_others ??= []).Add(source);
        Owner = Math.Min(Owner, source.Message);
        if (source.Signal.Level > Winner.Level)
        {
            Winner = source.Signal;
        }

        Latest = source.Signal.Timestamp > Latest ? source.Signal.Timestamp : Latest;
        LastExpiry = source.Signal.ExpiresAt > LastExpiry ? source.Signal.ExpiresAt : LastExpiry;
    }

    /// <summary>A new one with the sources of both.</summary>
    public MergedSignal With(MergedSignal other)
    {
        var both = new MergedSignal(first);
        foreach (var source in Sources.Skip(1).Concat(other.Sources))
        {
            both.Add(source);
        }

        return both;
    }

    /// <summary>What the messages in <paramref name="range"/> say, their positions counted from its start; null when they say nothing here.</summary>
    public MergedSignal? Only(Range range)
    {
        var (from, end) = (range.Start.Value, range.End.Value);
        MergedSignal? only = null;
        foreach (var (message, signal) in Sources.Where(s => s.Message >= from && s.Message < end))
        {
            var source = new SourcedSignal(message - from, signal);
            if (only is null)
            {
                only = new MergedSignal(source);
            }
            else
            {
                only.Add(source);
            }
        }

        return only;
    }
}
