using RiskFunctions.Signals;

namespace RiskFunctions.Simulation.Traffic;

/// <summary>Fills the lanes.</summary>
internal sealed class TrafficSource(IReadOnlyDictionary<RiskLevel, SimulatedLane> lanes, TimeProvider time, Random random)
{
    private const double RequestsPerSecond = 0.75 * SimulationRun.Limit / 60;

    public Task RunAsync(TrafficPattern pattern) => pattern switch
    {
        TrafficPattern.Steady => RepeatAsync(() => TimeSpan.FromSeconds(-Math.Log(1 - random.NextDouble()) / RequestsPerSecond), PutMixed),
        TrafficPattern.Bursty => RepeatAsync(() => TimeSpan.FromMinutes(3), () => Times(SimulationRun.Limit * 3 / 2, PutMixed)),
        TrafficPattern.SparseHighInLowFlood => FloodAsync(() => TimeSpan.FromSeconds(5 + (10 * random.NextDouble())), 1),
        TrafficPattern.HighBurstsInLowFlood => FloodAsync(() => TimeSpan.FromSeconds(110 + (20 * random.NextDouble())), 20),
        _ => throw new ArgumentOutOfRangeException(nameof(pattern), pattern, "No such traffic."),
    };

    private Task FloodAsync(Func<TimeSpan> gap, int high)
    {
        lanes[RiskLevel.Low].Endless = time.GetUtcNow;

        // Instances that found the lane empty before it was made endless.
        Times(SimulationRun.Limit * 2, () => Put(RiskLevel.Low));
        return RepeatAsync(gap, () => Times(high, () => Put(RiskLevel.High)));
    }

    private async Task RepeatAsync(Func<TimeSpan> gap, Action put)
    {
        while (true)
        {
            await Task.Delay(gap(), time);
            put();
        }
    }

    // A tenth HIGH, three tenths MEDIUM.
    private void PutMixed() => Put(random.NextDouble() switch
    {
        < 0.1 => RiskLevel.High,
        < 0.4 => RiskLevel.Medium,
        _ => RiskLevel.Low,
    });

    private void Put(RiskLevel lane) => lanes[lane].Put(time.GetUtcNow());

    private static void Times(int count, Action put)
    {
        for (var i = 0; i < count; i++)
        {
            put();
        }
    }
}
