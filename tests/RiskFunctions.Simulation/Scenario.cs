using System.Globalization;
using RiskFunctions.Simulation.Traffic;

namespace RiskFunctions.Simulation;

/// <summary>One row of the table.</summary>
internal sealed record Scenario
{
    public required string Name { get; init; }

    public required int Instances { get; init; }

    /// <summary>Each lane has that many instances of its own, as on Flex Consumption.</summary>
    public bool LanesApart { get; init; }

    /// <summary>Null when nothing comes.</summary>
    public LaneTraffic? High { get; init; }

    public LaneTraffic? Medium { get; init; }

    public LaneTraffic? Low { get; init; }

    /// <summary>Shortest time from a question to the store to its answer.</summary>
    public TimeSpan MinLatency { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Longest time from a question to the store to its answer.</summary>
    public TimeSpan MaxLatency { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How far the clocks are off, at most, in both directions.</summary>
    public TimeSpan Skew { get; init; }

    /// <summary>Permits of a window that only HIGH may take.</summary>
    public int ReservedForHigh { get; init; }

    /// <summary>Every two minutes an instance that is marked as waiting is killed, and a new one started.</summary>
    public bool Kills { get; init; }

    /// <summary>A lane never runs dry, so that the whole limit can be used.</summary>
    public bool HasBacklog => Medium is LaneTraffic.Backlog || Low is LaneTraffic.Backlog;

    public string Layout => Instances.ToString(CultureInfo.InvariantCulture) + (LanesApart ? " a lane" : string.Empty);
}
