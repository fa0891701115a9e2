using RiskFunctions.Signals;

namespace RiskFunctions.RiskEvents;

/// <summary>Signals of one address at one time, from one or more messages; the highest level speaks for all.</summary>
internal sealed class MergedSignal
{
    private readonly List<SourcedSignal> _sources;

    public MergedSignal(SourcedSignal first)
    {
        _sources = [first];
        Winner = first.Signal;
    }

    public RiskSignal Winner { get; private set; }

    public IReadOnlyList<SourcedSignal> Sources => _sources;

    public void Add(SourcedSignal source)
    {
        _sources.Add(source);
        if (source.Signal.Level > Winner.Level)
        {
            Winner = source.Signal;
        }
    }

    /// <summary>What <paramref name="message"/> alone says; null when it says nothing here.</summary>
    public MergedSignal? Only(int message)
    {
        MergedSignal? only = null;
        foreach (var source in _sources.Where(s => s.Message == message))
        {
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
