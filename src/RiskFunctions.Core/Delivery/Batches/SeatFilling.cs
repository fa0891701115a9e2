using RiskFunctions.Delivery.Settling;
using RiskFunctions.Metering.State;
using RiskFunctions.Okta.Answers;
using RiskFunctions.RiskEvents;
using RiskFunctions.Signals;

namespace RiskFunctions.Delivery.Batches;

/// <summary>
/// Fills the free seats of a request that is about to leave with messages from the lanes, the highest lane first (docs/adr/0008-spread-and-fill.md).
/// When their request fails, these messages go back at once, and the next requests go without for a while.
/// </summary>
internal sealed partial class SeatFilling(
    MessageReading reading, MessageSettler settler, BatchesUnderWay underWay, Func<IBatchDelivery> delivery,
    IOptions<DeliveryOptions> options, TimeProvider time, ILogger<SeatFilling> logger, ILaneSource? lanes = null)
{
    /// <summary>What filling may take of a permit's life. Enough for a busy broker or machine: what comes later waits for a permit of its own.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(250);

    /// <summary>With less of the permit's life left, the request goes as it is.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a source may listen to a lane before it calls it empty. All three lanes must get their turn.</summary>
    public static readonly TimeSpan LongestLook = TimeSpan.FromMilliseconds(25);

    /// <summary>So much each lane below keeps when one that sends in pieces, and has no backlog, is asked again: a look, and the way there and back.</summary>
    private static readonly TimeSpan Turn = 2 * LongestLook;

    /// <summary>After so many fills in a row that were late or failed, HIGH messages are kept: other instances may have the same trouble.</summary>
    private const int MaxMisses = 2;

    private static readonly TimeSpan LogInterval = TimeSpan.FromMinutes(1);

    private static readonly RiskLevel[] BestFirst = [RiskLevel.High, RiskLevel.Medium, RiskLevel.Low];

    private readonly FillingPause _pause = new(time);
    private readonly Lock _gate = new();
    private DateTimeOffset _nextLog;
    private int _misses;

    /// <summary>Fills the free seats. If that fails, the request goes with what it has.</summary>
    /// <param name="permitAge">How old the permit is.</param>
    public async Task FillAsync(BatchWork work, TimeSpan permitAge)
    {
        var left = TimeSpan.FromTicks(Math.Min((MeterRules.PermitLifetime - permitAge).Ticks, Longest.Ticks));
        if (lanes is null || left < Least || !MayFill(work))
        {
            return;
        }

        var started = time.GetTimestamp();
        using var enough = new CancellationTokenSource(left, time);
        try
        {
            foreach (var lane in BestFirst)
            {
                await FillFromAsync(lane, lanes, work, () => time.GetElapsedTime(started) + (((int)lane + 1) * Turn) < left, enough.Token);
            }
        }
        catch (Exception e)
        {
            CountFill(inTime: false);
            Log(e);
        }
    }

    /// <summary>
    /// Other instances send first. This batch gives its HIGH messages back, so that those instances can take them along. The place in line stays;
    /// when its turn comes, the request is filled anew (docs/adr/0017-a-place-in-line-without-messages.md).
    /// </summary>
    public void GiveHighBack(BatchWork work)
    {
        if (work.Level == RiskLevel.High && MayFill(work) && Volatile.Read(ref _misses) < MaxMisses && work.Movable is { Count: > 0 } movable)
        {
            underWay.Start(_ => settler.SettleAsync(movable, mayLeave: false));
        }
    }

    /// <summary>
    /// A try is over. If Okta did not read it, its passengers go back to their lanes. If Okta failed, no request is filled until Okta takes one.
    /// </summary>
    public void Learn(BatchWork work, DeliveryOutcome outcome)
    {
        var isRead = outcome is DeliveryOutcome.Accepted or DeliveryOutcome.Invalid;
        work.Current.MayFill &= isRead || outcome is DeliveryOutcome.Throttled;
        _pause.Learn(outcome, work.Passengers.Count > 0);
        if (!isRead && work.Disembark() is ({ Count: > 0 } back, _))
        {
            underWay.Start(_ => settler.SettleAsync(back, mayLeave: true));
        }
    }

    private void CountFill(bool inTime)
    {
        lock (_gate)
        {
            _misses = inTime ? 0 : _misses + 1;
        }
    }

    private bool MayFill(BatchWork work) => lanes is not null && options.Value.FillRequests && work.Current.MayFill && _pause.IsOver;

    private async Task FillFromAsync(RiskLevel lane, ILaneSource source, BatchWork work, Func<bool> mayLookAgain, CancellationToken enough)
    {
        // Few at first, then twice as many as came: the broker sends what was asked for and comes too late back and forth. Fewer than asked for
        // is not yet the end of the lane: Service Bus sends in pieces (docs/adr/0015-nobody-listens-between-two-receives.md).
        var most = RiskEventLimits.EventsPerRequest;
        while (!enough.IsCancellationRequested && work.Room(lane) is > 0 and var room)
        {
            var asked = Math.Min(room, most);
            var taken = await source.TakeAsync(lane, asked, delivery(), enough);
            CountFill(inTime: !enough.IsCancellationRequested);
            work.Board(reading.Read(lane, taken));
            if (taken.Count < Math.Min(asked, RiskEventLimits.EventsPerRequest) && (taken.Count == 0 || !mayLookAgain()))
            {
                return;
            }

            most = Math.Max(RiskEventLimits.EventsPerRequest, 2 * taken.Count);
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
