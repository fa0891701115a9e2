using Microsoft.Extensions.Logging;
using RiskFunctions.Metering;
using RiskFunctions.Okta;
using RiskFunctions.Signals;

namespace RiskFunctions.Delivery;

/// <summary>One try of one request: a credential at hand, a permit, the post, and what is learnt from its answer.</summary>
internal sealed partial class RequestTry(
    RiskEventClient okta,
    PermitQueue permits,
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
    /// <param name="fresh">A cached credential does not count.</param>
    /// <param name="inFlight">Cuts off what is under way.</param>
    /// <param name="stopping">Ends the wait for a permit.</param>
    public async Task<DeliveryOutcome?> RunAsync(
        OutgoingRequest outgoing,
        RiskLevel lane,
        bool fresh,
        CancellationToken inFlight,
        CancellationToken stopping)
    {
        if (!outgoing.Refresh())
        {
            return null;
        }

        if (await okta.PrepareAsync(fresh, DeliveryTimes.Try, inFlight) is { } withoutCredential)
        {
            return withoutCredential;
        }

        if (await PermitAsync(lane, inFlight, stopping) is { } withoutCredentialNow)
        {
            return withoutCredentialNow;
        }

        if (!outgoing.Refresh())
        {
            return null;
        }

        var started = time.GetTimestamp();
        var outcome = await PostAsync(outgoing, inFlight);
        await record.AddAsync(outgoing.Request, outcome, time.GetElapsedTime(started));
        return outcome;
    }

    private async Task<DeliveryOutcome> PostAsync(OutgoingRequest outgoing, CancellationToken inFlight)
    {
        using var span = traces.StartRequest(outgoing.Request, okta.Target);
        try
        {
            var outcome = await okta.SendAsync(outgoing.Body, DeliveryTimes.Try, inFlight);
            FlowTraces.End(span, outcome);
            return outcome;
        }
        catch (Exception e)
        {
            FlowTraces.Fail(span, e);
            throw;
        }
    }

    // Null when a request may start now; otherwise why there is no credential any more.
    private async Task<DeliveryOutcome?> PermitAsync(RiskLevel lane, CancellationToken inFlight, CancellationToken stopping)
    {
        for (var stale = 0; ; stale++)
        {
            var permit = await permits.AcquireAsync(lane, stopping);
            metrics.Waited(permit.Lane, permit.Waited);

            // At hand as a rule; it may have run out while the lane waited, and fetching it again takes longer than a permit keeps.
            if (await okta.PrepareAsync(fresh: false, DeliveryTimes.Try, inFlight) is { } withoutCredential)
            {
                return withoutCredential;
            }

            if (stale == MaxStalePermits || !permit.IsStale(time))
            {
                return null;
            }

            LogStalePermit(time.GetElapsedTime(permit.DecidedAt).TotalMilliseconds);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "A permit was {Milliseconds:0} ms old before its request could start, and was let go. The machine or the meter's store is slow.", EventName = "PermitStale")]
    private partial void LogStalePermit(double milliseconds);
}
