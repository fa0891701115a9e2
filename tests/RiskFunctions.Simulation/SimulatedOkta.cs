using RiskFunctions.Okta.Answers;

namespace RiskFunctions.Simulation;

/// <summary>Counts requests in a sliding window by true time, answers 429 beyond the limit, and keeps every arrival.</summary>
internal sealed class SimulatedOkta(int limit, TimeSpan window)
{
    private readonly List<(DateTimeOffset At, int Subjects)> _arrivals = [];
    private int _oldest;

    /// <summary>Arrivals, in order, and the subjects that they carried.</summary>
    public IReadOnlyList<(DateTimeOffset At, int Subjects)> Arrivals => _arrivals;

    /// <summary>The most requests seen in any window.</summary>
    public int WorstWindow { get; private set; }

    public int Refused { get; private set; }

    /// <summary>A request arrives. The headers are those of a window that ends when its oldest request leaves.</summary>
    public (bool Throttled, RateLimitReading Headers) Receive(DateTimeOffset at, int subjects)
    {
        _arrivals.Add((at, subjects));
        while (_arrivals[_oldest].At <= at - window)
        {
            _oldest++;
        }

        var count = _arrivals.Count - _oldest;
        WorstWindow = Math.Max(WorstWindow, count);
        Refused += count > limit ? 1 : 0;
        var reset = _arrivals[_oldest].At + window - at;
        return (count > limit, new RateLimitReading
        {
            Limit = limit,
            Remaining = Math.Max(0, limit - count),
            ResetIn = TimeSpan.FromSeconds(Math.Floor(reset.TotalSeconds)),
        });
    }
}
