using RiskFunctions.Signals;

namespace RiskFunctions.Simulation;

/// <summary>What is counted while a scenario runs.</summary>
/// <param name="from">When the warm-up is over.</param>
internal sealed class RunCounts(DateTimeOffset from)
{
    private readonly Dictionary<RiskLevel, int> _sent = [];

    /// <summary>Ways to the store and back, each counted alone: two make an operation.</summary>
    public long StoreWays { get; set; }

    public long StoreOperations => StoreWays / 2;

    /// <summary>Instances killed while they were marked as waiting.</summary>
    public int Killed { get; set; }

    /// <summary>From a HIGH signal's arrival in its lane to its arrival at Okta.</summary>
    public List<TimeSpan> HighWaits { get; } = [];

    /// <summary>How often the message was handed out that was handed out most often.</summary>
    public int MostDeliveries { get; private set; }

    /// <summary>A signal arrived at Okta.</summary>
    public void Sent(RiskLevel level, DateTimeOffset at, TimeSpan waited, int deliveries)
    {
        MostDeliveries = Math.Max(MostDeliveries, deliveries);
        _sent[level] = SentOf(level) + (at >= from ? 1 : 0);
        if (level == RiskLevel.High)
        {
            HighWaits.Add(waited);
        }
    }

    /// <summary>Signals of this level that arrived at Okta after the warm-up.</summary>
    public int SentOf(RiskLevel level) => _sent.GetValueOrDefault(level);
}
