using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using RiskFunctions.Delivery;
using RiskFunctions.Delivery.Batches;
using RiskFunctions.Delivery.Settling;
using RiskFunctions.Metering.Decision;
using RiskFunctions.Metering.Permits;
using RiskFunctions.Metering.Sharing;
using RiskFunctions.Metering.State;
using RiskFunctions.Okta.Answers;
using RiskFunctions.RiskEvents;
using RiskFunctions.Signals;
using RiskFunctions.Simulation.Time;
using RiskFunctions.Simulation.Traffic;

namespace RiskFunctions.Simulation;

/// <summary>
/// A worker: one batch at a time in each of its lanes, and the product's own parts between the lanes and Okta: queue and session of the meter,
/// reading, binding, filling and packing. Only the tries of a request are made here. It has a clock of its own.
/// </summary>
internal sealed class SimulatedInstance : IBatchDelivery, IDisposable
{
    /// <summary>The trigger's batch, as in host.json.</summary>
    private const int MaxBatch = 20;

    /// <summary>As the product's tries do it: the permit after this many stale ones is used whatever its age.</summary>
    private const int MaxStalePermits = 2;

    /// <summary>When the broker gives a dead instance's message to another.</summary>
    private static readonly TimeSpan MessageLock = TimeSpan.FromMinutes(1);

    private readonly SimulationRun _run;
    private readonly InstanceClock _clock;
    private readonly SimulatedStore _store;
    private readonly MeterSession _session;
    private readonly PermitQueue _permits;
    private readonly ServiceProvider _delivery;
    private readonly MessageReading _reading;
    private readonly SeatFilling _seats;

    /// <param name="lanes">Those whose triggers run here.</param>
    public SimulatedInstance(SimulationRun run, IReadOnlyList<RiskLevel> lanes)
    {
        _run = run;
        Lanes = lanes;
        _clock = new InstanceClock(run.Time, run.NextSkew());
        _store = new SimulatedStore(run.Document, run.Scenario, run.Counts, _clock, run.Random);
        _session = new MeterSession(_store, run.Rules, _clock, run.Random, NullLogger<MeterSession>.Instance);
        _permits = new PermitQueue(_session, _clock, run.Random);
        _delivery = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(_clock)
            .AddSingleton(run.Random)
            .AddSingleton(_session)
            .AddSingleton<ISignalReader, SimulatedMessage.Reader>()
            .AddSingleton<ILaneSource>(new SimulatedLaneSource(run, this))
            .AddSingleton<IBatchDelivery>(this)
            .AddDelivery(new ConfigurationBuilder().Build())
            .BuildServiceProvider();
        _reading = _delivery.GetRequiredService<MessageReading>();
        _seats = _delivery.GetRequiredService<SeatFilling>();
    }

    public string Name => _session.Instance;

    public bool IsDead => _store.IsCut;

    public IReadOnlyList<RiskLevel> Lanes { get; }

    /// <summary>Messages locked here and not yet at Okta.</summary>
    public HashSet<SimulatedMessage> Holding { get; } = [];

    public void Start()
    {
        foreach (var lane in Lanes)
        {
            _run.Time.Start(() => PumpAsync(lane));
        }
    }

    /// <summary>The process is killed. Its messages come back when their locks run out.</summary>
    public void Kill()
    {
        _store.IsCut = true;
        foreach (var message in Holding)
        {
            _run.Time.Start(() => ComeBackAsync(message));
        }
    }

    public async Task DeliverAsync(RiskLevel lane, IReadOnlyList<LockedMessage> batch, CancellationToken cancellationToken) =>
        await DeliverAsync(_reading.Read(lane, batch));

    public void Dispose()
    {
        _delivery.Dispose();
        _session.Dispose();
    }

    private async Task PumpAsync(RiskLevel lane)
    {
        while (!IsDead)
        {
            var batch = await _run.Lanes[lane].ReceiveAsync(this, MaxBatch, Timeout.InfiniteTimeSpan);
            await _run.BrokerWayAsync();
            await DeliverAsync(lane, batch, CancellationToken.None);
            await _run.BrokerWayAsync();
        }
    }

    private async Task DeliverAsync(IReadOnlyList<BatchMessage> messages)
    {
        var work = new BatchWork(messages, DeliveryOptions.DefaultTimestampTolerance, static _ => { });
        while (work.Next(_clock.GetUtcNow()))
        {
            while (!await TryAsync(work))
            {
            }

            // As in the product: passengers that found no seat go on as a batch of their own.
            if (work.Disembark().Passengers.Where(p => p.HasOpen).ToList() is { Count: > 0 } left)
            {
                _run.Time.Start(() => DeliverAsync(left));
            }
        }
    }

    private async Task<bool> TryAsync(BatchWork work)
    {
        var permit = await PermitAsync(work.Level, () => _seats.GiveHighBack(work));
        await _seats.FillAsync(work, permit.AgeAt(_clock));
        if (!work.Bind(_clock.GetUtcNow()))
        {
            await _permits.PassOnAsync(permit);
            return true;
        }

        var request = work.Current.Request;
        await _run.PathAsync();
        if (IsDead)
        {
            await _run.NeverAsync();
        }

        var (throttled, headers) = _run.Okta.Receive(_run.Time.Now, request.SubjectCount);
        if (!throttled)
        {
            work.Accept();
            Settle(work);
        }

        await _run.AnswerAsync();
        await ReportAsync(request, permit.Grant, _clock.GetUtcNow(), throttled, headers);
        if (throttled)
        {
            _seats.Learn(work, new DeliveryOutcome.Throttled());
        }

        return !throttled;
    }

    private void Settle(BatchWork work)
    {
        foreach (var message in work.Finished)
        {
            message.TryClaimSettlement();
            var sent = (SimulatedMessage)message.Locked;
            Holding.Remove(sent);
            _run.Counts.Sent(sent.Level, _run.Time.Now, _run.Time.Now - sent.Arrived, sent.Deliveries);
        }
    }

    private async Task<Permit> PermitAsync(RiskLevel lane, Action onBehind)
    {
        for (var stale = 0; ; stale++)
        {
            var permit = await _permits.AcquireAsync(lane, CancellationToken.None, onBehind);
            if (stale == MaxStalePermits || !permit.IsStale(_clock))
            {
                return permit;
            }
        }
    }

    private Task<bool> ReportAsync(
        RiskRequest request, MeterGrant grant, DateTimeOffset answeredAt, bool throttled, RateLimitReading headers) => _session.UpdateAsync(
        (state, now, rules) => (true, LimitLearning.Learn(
            state,
            new SendReport
            {
                RateLimit = headers,
                Grant = grant,
                AnsweredAt = answeredAt,
                Throttled = throttled,
                Events = throttled ? 0 : request.Events.Count,
                Subjects = throttled ? 0 : request.SubjectCount,
                Jitter = _run.Random.NextDouble(),
            },
            now,
            rules)),
        otherwise: false,
        sharedOnly: false,
        CancellationToken.None);

    private async Task ComeBackAsync(SimulatedMessage message)
    {
        await Task.Delay(MessageLock, _run.Clock);
        message.ComeBack();
    }
}
