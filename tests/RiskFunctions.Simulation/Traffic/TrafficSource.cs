using RiskFunctions.Signals;

namespace RiskFunctions.Simulation.Traffic;

/// <summary>Fills the lanes.</summary>
/// <param name="highUntil">When HIGH stops to come, so that what is still unsent at the end was forgotten and not just late.</param>
internal sealed class TrafficSource(SimulationRun run, DateTimeOffset highUntil)
{
    private int _made;

    /// <summary>HIGH signals that came.</summary>
    public int High { get; private set; }

    public void Start(RiskLevel level, LaneTraffic? traffic)
    {
        switch (traffic)
        {
            case LaneTraffic.Arrivals arrivals:
                run.Time.Start(() => ArriveAsync(level, arrivals));
                break;
            case LaneTraffic.Backlog backlog:
                var seen = run.Time.Now;
                run.Lanes[level].Endless = () => Make(level, seen += backlog.Apart);
                break;
        }
    }

    private async Task ArriveAsync(RiskLevel level, LaneTraffic.Arrivals arrivals)
    {
        while (true)
        {
            await Task.Delay(arrivals.AtRandom ? arrivals.Gap * -Math.Log(1 - run.Random.NextDouble()) : arrivals.Gap, run.Clock);
            if (level == RiskLevel.High && run.Time.Now >= highUntil)
            {
                return;
            }

            High += level == RiskLevel.High ? arrivals.AtOnce : 0;
            for (var i = 0; i < arrivals.AtOnce; i++)
            {
                run.Lanes[level].Put(Make(level, run.Time.Now));
            }
        }
    }

    private SimulatedMessage Make(RiskLevel level, DateTimeOffset seen) => new(run.Lanes[level], ++_made, level, seen, run.Time.Now);
}
