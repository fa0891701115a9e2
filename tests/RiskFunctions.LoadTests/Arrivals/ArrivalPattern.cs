namespace RiskFunctions.LoadTests.Arrivals;

/// <summary>What arrives, in real time.</summary>
internal sealed record ArrivalPattern
{
    /// <summary>The first cell of its row in docs/reference/performance.md.</summary>
    public required string Name { get; init; }

    /// <summary>Between two HIGH signals; null when there are none.</summary>
    public TimeSpan? HighEvery { get; init; }

    /// <summary>How long HIGH signals come.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>LOW signals that are there before the first HIGH.</summary>
    public int Flood { get; init; }

    /// <summary>Signals of one level that are sent at once, one a message, when the first HIGH comes.</summary>
    public int Surge { get; init; }

    public string SurgeLevel { get; init; } = "HIGH";

    /// <summary>Time before HIGH comes: for the window to fill, or for the other runs to start their processes.</summary>
    public TimeSpan Before { get; init; }

    /// <summary>The times of the flood's signals are too far apart to share an event: a request holds 20 of them.</summary>
    public bool FloodApart { get; init; }
}
