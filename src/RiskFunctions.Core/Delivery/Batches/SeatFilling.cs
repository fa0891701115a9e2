using RiskFunctions.Delivery.Settling;
using RiskFunctions.Metering.State;
using RiskFunctions.Okta.Answers;
using RiskFunctions.RiskEvents;
using RiskFunctions.Signals;

namespace RiskFunctions.Delivery.Batches;

/// <summary>
/// Takes messages from the lanes into the free seats of a request that is about to leave, the highest lane first
/// (docs/adr/0008-spread-and-fill.md). When their request does not get through they go back at once, and the next ones wait a while.
/// </summary>
internal sealed partial class SeatFilling(
    MessageReading reading,
    MessageSettler settler,
    BatchesUnderWay underWay,
    Func<IBatchDelivery> delivery,
    IOptions<DeliveryOptions> options,
    TimeProvider time,
    ILogger<SeatFilling> logger,
    ILaneSource? lanes = null)
{
    /// <summary>
    /// What filling may take of a permit's life. Enough for a busy broker or machine: what comes later waits for a permit of its own.
    /// </summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(250);

    /// <summary>What must be left of it, or the request goes as it is.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a source may listen to a lane to find it empty: two lanes may be, and the third needs its time too.</summary>
    public static readonly TimeSpan LongestLook = TimeSpan.FromMilliseconds(25);

    /// <summary>
    /// After a request with passengers failed, requests go without for a while, twice as long each time: one message over which Okta stumbles must not
    /// spend the deliveries of all that ride with it.
    /// </summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(2);

    /// <summary>A day in which every such request fails spends fewer deliveries than a message has (maxDeliveryCount in infra/modules/lane.bicep).</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(4);

    /// <summary>Fills in a row that came to nothing, or too late, after which no message is left to others any more: theirs may fare no better.</summary>
    private const int MaxMisses = 2;

    private static readonly TimeSpan LogInterval = TimeSpan.FromMinutes(1);

    private static readonly RiskLevel[] BestFirst = [RiskLevel.High, RiskLevel.Medium, RiskLevel.Low];

    private readonly Lock _gate = new();
    private TimeSpan _pause;
    private DateTimeOffset _notBefore;
    private DateTimeOffset _nextLog;
    private bool _failing;
    private int _misses;

    /// <summary>Fills the seats that are free. Whatever goes wrong, the request goes with what it has.</summary>
    /// <param name="permitAge">How much of the permit's life is gone.</param>
    public async Task FillAsync(BatchWork work, TimeSpan permitAge)
    {
        var left = MeterRules.PermitLifetime - permitAge;
        if (lanes is null || left < Least || !MayFill(work))
        {
            return;
        }

        using var enough = new CancellationTokenSource(left < Longest ? left : Longest, time);
        try
        {
            foreach (var lane in BestFirst)
            {
                await FillFromAsync(lane, lanes, work, enough.Token);
            }
        }
        catch (Exception e)
        {
            Answered(inTime: false);
            Log(e);
        }
    }

    /// <summary>
    /// Requests of other instances leave before this one: HIGH messages go back for their free seats. The place in line stays, and when its turn comes the
    /// request is filled with what is there then (docs/adr/0017-a-place-in-line-without-messages.md).
    /// </summary>
    public void LeaveToOthers(BatchWork work)
    {
        if (work.Level == RiskLevel.High && MayFill(work) && Volatile.Read(ref _misses) < MaxMisses && work.Movable is { Count: > 0 } movable)
        {
            underWay.Start(_ => settler.SettleAsync(movable, stopping: true));
        }
    }

    /// <summary>A try is over: when Okta could not take it, its passengers go back to their lanes, and all requests go without until Okta takes one.</summary>
    public void Learn(BatchWork work, DeliveryOutcome outcome)
    {
        var answered = outcome is DeliveryOutcome.Accepted or DeliveryOutcome.Invalid;
        var failed = !answered && outcome is not DeliveryOutcome.Throttled;
        work.Current.MayFill &= !failed;
        var back = answered ? [] : work.Disembark().Passengers;
        lock (_gate)
        {
            _failing = failed || (_failing && !answered);
            if (back.Count > 0)
            {
                _pause = _pause == TimeSpan.Zero ? FirstPause : _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
                _notBefore = time.GetUtcNow() + _pause;
            }
            else if (outcome is DeliveryOutcome.Accepted && work.Passengers.Count > 0)
            {
                _pause = TimeSpan.Zero;
            }
        }

        if (back.Count > 0)
        {
            underWay.Start(_ => settler.SettleAsync(back, stopping: false));
        }
    }

    private void Answered(bool inTime)
    {
        lock (_gate)
        {
            _misses = inTime ? 0 : _misses + 1;
        }
    }

    private bool MayFill(BatchWork work)
    {
        lock (_gate)
        {
            return lanes is not null && options.Value.FillRequests && work.Current.MayFill && !_failing && time.GetUtcNow() >= _notBefore;
        }
    }

    private async Task FillFromAsync(RiskLevel lane, ILaneSource source, BatchWork work, CancellationToken enough)
    {
        // Few at first, then twice as many each time: what is asked for and does not come, the broker owes, and it throws what arrives
        // later back and forth for it (docs/adr/0015-nobody-listens-between-two-receives.md).
        for (var most = RiskEventLimits.EventsPerRequest; !enough.IsCancellationRequested && work.Room(lane) is > 0 and var room; most *= 2)
        {
            var asked = Math.Min(room, most);
            var taken = await source.TakeAsync(lane, asked, delivery(), enough);
            Answered(inTime: !enough.IsCancellationRequested);
            work.Board(reading.Read(lane, taken));
            if (taken.Count < asked)
            {
                return;
            }
        }
    }

    private void Log(Exception fault)
    {
        lock (_gate)
        {
            if (time.GetUtcNow() < _nextLog)
            {
                return;
            }

            _nextLog = time.GetUtcNow() + LogInterval;
        }

        LogNotFilled(fault);
    }

    [LoggerMessage(1, LogLevel.Warning, "The lanes could not be read to fill a request; requests go out with free seats.", EventName = "SeatsNotFilled")]
    private partial void LogNotFilled(Exception exception);
}
