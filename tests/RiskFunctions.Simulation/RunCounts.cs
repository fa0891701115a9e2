namespace RiskFunctions.Simulation;

/// <summary>What is counted while a scenario runs.</summary>
internal sealed class RunCounts
{
    /// <summary>Ways to the store and back, each counted alone: two make an operation.</summary>
    public long StoreWays { get; set; }

    public long StoreOperations => StoreWays / 2;

    /// <summary>Writes that another instance's write made worthless.</summary>
    public long LostRaces { get; set; }

    /// <summary>Permits let go because they had grown too old.</summary>
    public int StalePermits { get; set; }

    /// <summary>Instances killed while they were marked as waiting.</summary>
    public int Killed { get; set; }

    /// <summary>From a HIGH request's arrival in its lane to its arrival at Okta.</summary>
    public List<TimeSpan> HighWaits { get; } = [];
}
