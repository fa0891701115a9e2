using RiskFunctions.Delivery.Sending;
using RiskFunctions.Delivery.Suspects;
using RiskFunctions.Delivery.Telemetry;
using RiskFunctions.Okta;
using RiskFunctions.Okta.Answers;
using RiskFunctions.RiskEvents;

namespace RiskFunctions.Delivery.Batches;

/// <summary>One try of one request: prepares the credential, takes a permit, posts, and learns from the answer.</summary>
internal sealed class RequestTry(
    RiskEventClient okta, FreshPermits permits, SeatFilling seats, OktaCircuit circuit, TryRecord record, FlowTraces traces,
    TimeProvider time) : IRequestTry<BatchWork>
{
    public async Task<DeliveryOutcome?> RunAsync(BatchWork work, CircuitTurn turn, bool fresh, InFlightWindow window)
    {
        // Checked before the wait for a permit too: a request that nobody wants must not hold up the others.
        if (!work.Refresh(time.GetUtcNow()))
        {
            return null;
        }

        if (await okta.PrepareAsync(fresh, DeliveryTimes.Try, window.Token) is { } withoutCredential)
        {
            return withoutCredential;
        }

        var (permit, ranOut) = await permits.AcquireAsync(
            work.Level,
            turn,
            () => okta.PrepareAsync(fresh: false, DeliveryTimes.Try, window.Token),
            window.Stopping,
            turn == CircuitTurn.Free ? () => seats.LeaveToOthers(work) : null);
        if (permit is null)
        {
            return ranOut;
        }

        if (turn == CircuitTurn.Free)
        {
            work.Refresh(time.GetUtcNow());
            await seats.FillAsync(work, permit.AgeAt(time));
        }

        if (!work.Bind(time.GetUtcNow()))
        {
            await permits.PassOnAsync(permit);
            return null;
        }

        var started = time.GetTimestamp();
        var request = work.Current.Request;
        var outcome = await traces.PostAsync(request, okta.Target, () => okta.SendAsync(RiskRequestBody.Write(request), DeliveryTimes.Try, window.Token));
        await record.AddAsync(request, permit, outcome, time.GetElapsedTime(started));
        return Judge(work, outcome);
    }

    private DeliveryOutcome Judge(BatchWork work, DeliveryOutcome outcome)
    {
        // The culprit may be a passenger, so the answer says nothing about the batch's own messages.
        var told = outcome is DeliveryOutcome.Unavailable unavailable ? unavailable with { HadPassengers = work.Passengers.Count > 0 } : outcome;
        seats.Learn(work, outcome);
        if (told is not DeliveryOutcome.Unavailable { MayBeContent: true } stumbled)
        {
            return told;
        }

        var current = work.Current;
        current.SuccessesBefore ??= circuit.Successes;
        return stumbled with { IsFinal = current.Kind == RequestKind.Aside || circuit.HasSucceededSince(current.SuccessesBefore) };
    }
}
