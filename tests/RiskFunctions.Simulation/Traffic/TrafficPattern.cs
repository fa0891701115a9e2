namespace RiskFunctions.Simulation.Traffic;

/// <summary>What arrives in the lanes.</summary>
internal enum TrafficPattern
{
    /// <summary>Three quarters of the limit, mixed lanes, at random times.</summary>
    Steady,

    /// <summary>Every three minutes a minute and a half of the limit at once, mixed lanes.</summary>
    Bursty,

    /// <summary>LOW never runs dry; a HIGH every 5 to 15 s.</summary>
    SparseHighInLowFlood,

    /// <summary>LOW never runs dry; every two minutes 20 HIGH at once.</summary>
    HighBurstsInLowFlood,
}
