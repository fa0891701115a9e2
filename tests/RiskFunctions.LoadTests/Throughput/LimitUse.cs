using RiskFunctions.LocalHost.Sandbox.Recording;

namespace RiskFunctions.LoadTests.Throughput;

/// <summary>How much of the limit a run used, its first and last minute aside.</summary>
/// <param name="Rate">
/// From the first to the last request of the middle: requests a time over the limit, 1 for all of it. Not rounded to whole requests, so it
/// can be compared with a bound.
/// </param>
/// <param name="Counted">Requests of the middle over what the limit allows in that time. Off by up to one request.</param>
/// <param name="Middle">The time between the first and the last minute.</param>
internal sealed record LimitUse(double Rate, double Counted, TimeSpan Middle)
{
    private static readonly TimeSpan Aside = TimeSpan.FromMinutes(1);

    public static LimitUse Of(IReadOnlyList<RequestRecord> requests, int limit, TimeSpan window)
    {
        var from = requests[0].Arrival.After + Aside;
        var to = requests[^1].Arrival.After - Aside;
        var middle = requests.Select(r => r.Arrival.After).Where(t => t >= from && t <= to).ToList();
        Assert.True(middle.Count >= 2, $"The run is too short: {requests.Count} requests in {requests[^1].Arrival.After - requests[0].Arrival.After}.");
        return new LimitUse(
            (middle.Count - 1) / ((middle[^1] - middle[0]) / window) / limit,
            middle.Count / ((to - from) / window) / limit,
            to - from);
    }
}
