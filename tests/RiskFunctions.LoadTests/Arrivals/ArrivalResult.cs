using System.Globalization;
using RiskFunctions.LocalHost.Sandbox.Recording;

namespace RiskFunctions.LoadTests.Arrivals;

/// <summary>What became of an arrival pattern.</summary>
internal sealed record ArrivalResult
{
    /// <summary>From the send of each single HIGH signal to its arrival at Okta, shortest first.</summary>
    public required IReadOnlyList<TimeSpan> High { get; init; }

    /// <summary>From the last send of a surge to the arrival of its last signal.</summary>
    public required TimeSpan SurgeEnd { get; init; }

    /// <summary>Signals of the flood that Okta got while HIGH came.</summary>
    public required int LowSeats { get; init; }

    public required int LowLeft { get; init; }

    /// <summary>Requests while HIGH came.</summary>
    public required IReadOnlyList<RequestRecord> Requests { get; init; }

    public required int Throttled { get; init; }

    public required int WorstWindow { get; init; }

    public required int Duplicates { get; init; }

    /// <summary>What LOW got of the seats that HIGH left, at 20 a request.</summary>
    public double LowShare => Requests.Count == 0 ? 0 : (double)LowSeats / ((Requests.Count * 20) - High.Count);

    public TimeSpan HighAt(double share) => High.Count == 0 ? TimeSpan.Zero : High[Math.Clamp((int)Math.Ceiling(High.Count * share) - 1, 0, High.Count - 1)];

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{High.Count} HIGH p50 {HighAt(0.5).TotalSeconds:0.00} s, p99 {HighAt(0.99).TotalSeconds:0.00} s, longest {HighAt(1).TotalSeconds:0.00} s; "
        + $"surge over {SurgeEnd.TotalSeconds:0.0} s after its last send; LOW got {LowSeats} seats, {LowShare:P0} of those left, {LowLeft} wait; "
        + $"{Requests.Count} requests, worst window {WorstWindow}, {Duplicates} duplicates");
}
