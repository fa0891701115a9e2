using Microsoft.Extensions.Logging.Abstractions;
using RiskFunctions.Metering;
using RiskFunctions.Signals;
using RiskFunctions.Simulation.Time;
using RiskFunctions.Simulation.Traffic;

namespace RiskFunctions.Simulation;

/// <summary>
/// A worker: one batch at a time in each lane, the product's own queue and session in front of the store, and a clock of its own.
/// </summary>
internal sealed class SimulatedInstance : IDisposable
{
    /// <summary>As the request sender does it: the permit after this many stale ones is used whatever its age.</summary>
    private const int MaxStalePermits = 2;

    /// <summary>When the broker gives a dead instance's message to another.</summary>
    private static readonly TimeSpan MessageLock = TimeSpan.FromMinutes(1);

    private readonly SimulationRun _run;
    private readonly InstanceClock _clock;
    private readonly SimulatedStore _store;
    private readonly MeterSession _session;
    private readonly PermitQueue _permits;
    private readonly HashSet<RiskLevel> _holding = [];

    public SimulatedInstance(SimulationRun run)
    {
        _run = run;
        _clock = new InstanceClock(run.Time, run.NextSkew());
        _store = new SimulatedStore(run.Document, run.Scenario, run.Counts, _clock, run.Random);
        _session = new MeterSession(_store, run.Rules, _clock, run.Random, NullLogger<MeterSession>.Instance);
        _permits = new PermitQueue(_session, _clock, run.Random);
    }

    public string Name => _session.Instance;

    public bool IsDead => _store.IsCut;

    public void Start()
    {
        foreach (var (level, lane) in _run.Lanes)
        {
            _run.Time.Start(() => PumpAsync(level, lane));
        }
    }

    /// <summary>The process is killed. Its messages come back when their locks run out.</summary>
    public void Kill()
    {
        _store.IsCut = true;
        foreach (var level in _holding)
        {
            _run.Time.Start(() => ComeBackAsync(_run.Lanes[level]));
        }
    }

    public void Dispose() => _session.Dispose();

    private async Task PumpAsync(RiskLevel level, SimulatedLane lane)
    {
        while (!IsDead)
        {
            var arrived = await lane.TakeAsync(this);
            _holding.Add(level);
            await PermitAsync(level);
            await _run.PathAsync();
            if (IsDead)
            {
                return;
            }

            var now = _run.Time.Now;
            var (throttled, headers) = _run.Okta.Receive(now);
            _holding.Remove(level);
            if (throttled)
            {
                lane.Put(arrived);
            }
            else if (level == RiskLevel.High)
            {
                _run.Counts.HighWaits.Add(now - arrived);
            }

            await _run.AnswerAsync();
            await ReportAsync(new SendReport
            {
                RateLimit = headers,
                Throttled = throttled,
                Events = throttled ? 0 : 20,
                Subjects = throttled ? 0 : 20,
                Jitter = _run.Random.NextDouble(),
            });
        }
    }

    private async Task PermitAsync(RiskLevel level)
    {
        for (var stale = 0; ; stale++)
        {
            var permit = await _permits.AcquireAsync(level, CancellationToken.None);
            if (stale == MaxStalePermits || !permit.IsStale(_clock))
            {
                return;
            }

            _run.Counts.StalePermits++;
        }
    }

    private Task<bool> ReportAsync(SendReport report) => _session.UpdateAsync(
        (state, now, rules) => (true, LimitLearning.Learn(state, report, now, rules)),
        otherwise: false,
        sharedOnly: false,
        CancellationToken.None);

    private async Task ComeBackAsync(SimulatedLane lane)
    {
        await Task.Delay(MessageLock, _run.Clock);
        lane.Put(_run.Time.Now);
    }
}
