using RiskFunctions.Metering;
using RiskFunctions.Metering.Sharing;
using RiskFunctions.Metering.State;
using RiskFunctions.Signals;
using RiskFunctions.Simulation.Time;
using RiskFunctions.Simulation.Traffic;

namespace RiskFunctions.Simulation;

/// <summary>One scenario from start to end. The same seed gives the same figures.</summary>
/// <param name="guard">Takes the place of the product's guard, to see what it is good for; null for the product's own.</param>
internal sealed class SimulationRun(Scenario scenario, int seed, TimeSpan? guard = null)
{
    public const int Limit = RateMeterOptions.DefaultRequestsPerMinute;

    /// <summary>Left out of the share of the limit that was used: the first window fills without waiting.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromMinutes(2);

    private static readonly DateTimeOffset Begin = new(2026, 3, 4, 5, 6, 0, TimeSpan.Zero);

    private static readonly TimeSpan MaxPath = TimeSpan.FromMilliseconds(100);

    /// <summary>As long as HIGH signals may take to get to Okta at the end.</summary>
    private static readonly TimeSpan LastMinute = TimeSpan.FromMinutes(1);

    private static readonly RiskLevel[] Levels = Enum.GetValues<RiskLevel>();

    private readonly List<SimulatedInstance> _instances = [];
    private readonly TaskCompletionSource _never = new();
    private TimeProvider? _clock;
    private IReadOnlyDictionary<RiskLevel, SimulatedLane>? _lanes;

    public MeterRules Rules { get; } = WithGuard(
        MeterRules.From(new RateMeterOptions { ReservedForHigh = scenario.ReservedForHigh }, isShared: true),
        guard);

    public Scenario Scenario => scenario;

    public VirtualTime Time { get; } = new(Begin);

    public Random Random { get; } = new(seed);

    public RunCounts Counts { get; } = new(Begin + WarmUp);

    public SimulatedOkta Okta { get; } = new(Limit, RateMeterOptions.DefaultWindow);

    public IMeterStore Document { get; } = new MemoryMeterStore();

    public IReadOnlyDictionary<RiskLevel, SimulatedLane> Lanes => _lanes ??= Levels.ToDictionary(l => l, _ => new SimulatedLane(Clock));

    /// <summary>A clock that is right.</summary>
    public TimeProvider Clock => _clock ??= new InstanceClock(Time, TimeSpan.Zero);

    public SimulationResult Run(TimeSpan length)
    {
        var traffic = new TrafficSource(this, highUntil: Begin + length - LastMinute);
        traffic.Start(RiskLevel.High, scenario.High);
        traffic.Start(RiskLevel.Medium, scenario.Medium);
        traffic.Start(RiskLevel.Low, scenario.Low);
        for (var i = 0; i < scenario.Instances; i++)
        {
            foreach (var lanes in scenario.LanesApart ? Levels.Select(l => new[] { l }) : [Levels])
            {
                StartInstance(lanes);
            }
        }

        if (scenario.Kills)
        {
            Time.Start(KillWaitingAsync);
        }

        Time.RunUntil(Begin + length);
        _instances.ForEach(i => i.Dispose());
        return Result(length, traffic.High);
    }

    /// <summary>Half of the clocks are off by all that is allowed.</summary>
    public TimeSpan NextSkew()
    {
        var share = Random.NextDouble() < 0.5 ? Random.Next(2) : Random.NextDouble();
        return scenario.Skew * ((2 * share) - 1);
    }

    /// <summary>From the start of a request to its arrival at Okta.</summary>
    public Task PathAsync() => Task.Delay(MaxPath * Random.NextDouble(), Clock);

    /// <summary>From the arrival of a request to the end of its answer: 50 to 350 ms.</summary>
    public Task AnswerAsync() => Task.Delay(TimeSpan.FromMilliseconds(50 + (300 * Random.NextDouble())), Clock);

    /// <summary>To Service Bus, or back from it: 1 to 5 ms.</summary>
    public Task BrokerWayAsync() => Task.Delay(TimeSpan.FromMilliseconds(1 + (4 * Random.NextDouble())), Clock);

    /// <summary>Where work ends that died with its instance.</summary>
    public Task NeverAsync() => _never.Task;

    private static MeterRules WithGuard(MeterRules rules, TimeSpan? guard) => guard is null ? rules : rules with { Guard = guard.Value };

    private SimulationResult Result(TimeSpan length, int high)
    {
        var minutes = (length - WarmUp).TotalMinutes;
        var measured = Okta.Arrivals.Where(a => a.At >= Begin + WarmUp).ToList();
        Counts.HighWaits.Sort();
        return new SimulationResult
        {
            Scenario = scenario,
            Used = measured.Count / (Limit * minutes),
            Seats = measured.Select(a => a.Subjects).DefaultIfEmpty().Average(),
            WorstWindow = Okta.WorstWindow,
            Refused = Okta.Refused,
            LongestSilence = measured.Zip(measured.Skip(1), (a, b) => b.At - a.At).DefaultIfEmpty().Max(),
            HighWaits = Counts.HighWaits,
            HighLeft = high - Counts.HighWaits.Count,
            MediumPerMinute = Counts.SentOf(RiskLevel.Medium) / minutes,
            LowPerMinute = Counts.SentOf(RiskLevel.Low) / minutes,
            MostDeliveries = Counts.MostDeliveries,
            StoreOperationsPerMinute = Counts.StoreOperations / length.TotalMinutes,
            Killed = Counts.Killed,
        };
    }

    private void StartInstance(IReadOnlyList<RiskLevel> lanes)
    {
        var instance = new SimulatedInstance(this, lanes);
        _instances.Add(instance);
        instance.Start();
    }

    private async Task KillWaitingAsync()
    {
        while (true)
        {
            await Task.Delay(TimeSpan.FromMinutes(2), Clock);
            var victim = await NextMarkedAsync();
            victim.Kill();
            Counts.Killed++;
            StartInstance(victim.Lanes);
        }
    }

    private async Task<SimulatedInstance> NextMarkedAsync()
    {
        while (true)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), Clock);
            var document = await Document.LoadAsync(CancellationToken.None);
            if (MeterStateDocument.Read(document.Content).State is { } state
                && _instances.Find(i => !i.IsDead && state.Waiting.Any(m => m.By == i.Name)) is { } marked)
            {
                return marked;
            }
        }
    }
}
