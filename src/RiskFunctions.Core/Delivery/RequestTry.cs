using Microsoft.Extensions.Logging;
using RiskFunctions.Metering;
using RiskFunctions.Okta;
using RiskFunctions.RiskEvents;
using RiskFunctions.Signals;

namespace RiskFunctions.Delivery;

/// <summary>One try of one request: a credential at hand, a permit, the post, and what is learnt from its answer.</summary>
internal sealed partial class RequestTry(
    RiskEventClient okta,
    PermitQueue permits,
    SeatFilling seats,
    FlowMetrics metrics,
    TryRecord record,
    FlowTraces traces,
    TimeProvider time,
    ILogger<RequestTry> logger)
{
    /// <summary>A permit that grew stale is let go; the one after this many is used all the same, or a slow store would stop delivery.</summary>
    private const int MaxStalePermits = 2;

    /// <summary>
    /// Runs one try. Null when nothing of the request is wanted any more: seen before the wait for a permit if possible, for it is lost afterwards.
    /// </summary>
    /// <param name="outgoing">What is to be sent.</param>
    /// <param name="lane">The lane that the permit is asked for.</param>
    /// <param name="mayFill">Free seats may be filled from the lanes.</param>
    /// <param name="fresh">A cached credential does not count.</param>
    /// <param name="inFlight">Cuts off what is under way.</param>
    /// <param name="stopping">Ends the wait for a permit.</param>
    public async Task<DeliveryOutcome?> RunAsync(
        OutgoingRequest outgoing,
        RiskLevel lane,
        bool mayFill,
        bool fresh,
        CancellationToken inFlight,
        CancellationToken stopping)
    {
        if (!outgoing.Refresh(time.GetUtcNow()))
        {
            return null;
        }

        if (await okta.PrepareAsync(fresh, DeliveryTimes.Try, inFlight) is { } withoutCredential)
        {
            return withoutCredential;
        }

        var (permit, withoutCredentialNow) = await PermitAsync(lane, inFlight, stopping);
        if (withoutCredentialNow is not null)
        {
            return withoutCredentialNow;
        }

        if (!outgoing.Refresh(time.GetUtcNow()))
        {
            return null;
        }

        if (mayFill && permit.AgeAt(time) + SeatFilling.Longest < MeterRules.PermitLifetime)
        {
            await seats.FillAsync(outgoing);
            if (!outgoing.Refresh(time.GetUtcNow()))
            {
                return null;
            }
        }

        outgoing.Bind();
        var started = time.GetTimestamp();
        var outcome = await PostAsync(outgoing, inFlight);
        await record.AddAsync(outgoing.Request, outcome, time.GetElapsedTime(started));
        return TellSeats(outgoing, outcome);
    }

    private DeliveryOutcome TellSeats(OutgoingRequest outgoing, DeliveryOutcome outcome)
    {
        var hadPassengers = outgoing.Batch.Passengers.Count > 0;
        switch (outcome)
        {
            case DeliveryOutcome.Accepted or DeliveryOutcome.Invalid:
                seats.Answered(accepted: hadPassengers && outcome is DeliveryOutcome.Accepted);
                return outcome;
            case DeliveryOutcome.Unavailable unavailable:
                // What Okta stumbled over may have been a passenger: nothing is said about the others.
                seats.GiveBack(outgoing, failed: true);
                return unavailable with { HadPassengers = hadPassengers };
            default:
                seats.GiveBack(outgoing, failed: outcome is not DeliveryOutcome.Throttled);
                return outcome;
        }
    }

    private async Task<DeliveryOutcome> PostAsync(OutgoingRequest outgoing, CancellationToken inFlight)
    {
        using var span = traces.StartRequest(outgoing.Request, okta.Target);
        try
        {
            var outcome = await okta.SendAsync(RiskRequestBody.Write(outgoing.Request), DeliveryTimes.Try, inFlight);
            FlowTraces.End(span, outcome);
            return outcome;
        }
        catch (Exception e)
        {
            FlowTraces.Fail(span, e);
            throw;
        }
    }

    // With the permit, why there is no credential any more: null when a request may start now.
    private async Task<(Permit Permit, DeliveryOutcome? Without)> PermitAsync(RiskLevel lane, CancellationToken inFlight, CancellationToken stopping)
    {
        for (var stale = 0; ; stale++)
        {
            var permit = await permits.AcquireAsync(lane, stopping);
            metrics.Waited(permit.Lane, permit.Waited);

            // At hand as a rule; it may have run out while the lane waited, and fetching it again takes longer than a permit keeps.
            if (await okta.PrepareAsync(fresh: false, DeliveryTimes.Try, inFlight) is { } withoutCredential)
            {
                return (permit, withoutCredential);
            }

            if (stale == MaxStalePermits || !permit.IsStale(time))
            {
                return (permit, null);
            }

            LogStalePermit(permit.AgeAt(time).TotalMilliseconds);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "A permit was {Milliseconds:0} ms old before its request could start, and was let go. The machine or the meter's store is slow.", EventName = "PermitStale")]
    private partial void LogStalePermit(double milliseconds);
}
