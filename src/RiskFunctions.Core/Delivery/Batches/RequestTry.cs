using RiskFunctions.Delivery.Sending;
using RiskFunctions.Delivery.Splitting;
using RiskFunctions.Delivery.Telemetry;
using RiskFunctions.Metering.Sharing;
using RiskFunctions.Okta;
using RiskFunctions.Okta.Answers;
using RiskFunctions.RiskEvents;
using RiskFunctions.Signals;

namespace RiskFunctions.Delivery.Batches;

/// <summary>One try of one request: prepares the credential, takes a permit, posts, and learns from the answer.</summary>
internal sealed partial class RequestTry(
    RiskEventClient okta, FreshPermits permits, SeatFilling seats, OktaCircuit circuit, AnswerReporting reporting, FlowMetrics metrics, FlowTraces traces,
    TimeProvider time, ILogger<RequestTry> logger) : IRequestTry<BatchWork>
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

        var (permit, notReady) = await permits.AcquireAsync(
            work.Level,
            turn,
            () => okta.PrepareAsync(fresh: false, DeliveryTimes.Try, window.Token),
            window.Stopping,
            turn == CircuitTurn.Free ? () => seats.GiveHighBack(work) : null);
        if (permit is null)
        {
            return notReady;
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
        Record(request, outcome, time.GetElapsedTime(started));
        await reporting.ReportAsync(permit.Grant, outcome, request.Events.Count, request.SubjectCount);
        return Judge(work, outcome);
    }

    private void Record(RiskRequest request, DeliveryOutcome outcome, TimeSpan duration)
    {
        metrics.Answered(request, outcome);
        switch (outcome)
        {
            case DeliveryOutcome.Accepted:
                LogAccepted(request.Events.Count, request.SubjectCount, request.Level, duration.TotalMilliseconds);
                break;
            case DeliveryOutcome.Throttled:
                LogThrottled(request.Level);
                break;
            case DeliveryOutcome.Invalid invalid:
                LogRejected(request.Events.Count, invalid.Error.Code);
                break;
            case DeliveryOutcome.Unauthorized refused:
                LogFailedTry(refused.Reason);
                break;
            case DeliveryOutcome.Unavailable unavailable:
                LogFailedTry(unavailable.Reason);
                break;
        }
    }

    private DeliveryOutcome Judge(BatchWork work, DeliveryOutcome outcome)
    {
        // The culprit may be a passenger, and then the answer says nothing about the batch's own messages. Asked first: passengers of a failed
        // request leave when the filling learns of it.
        var stumbled = outcome is DeliveryOutcome.Unavailable failed ? failed with { HadPassengers = work.Passengers.Count > 0 } : null;
        seats.Learn(work, outcome);
        if (stumbled is not { MayBeContent: true })
        {
            return stumbled ?? outcome;
        }

        var current = work.Current;
        current.SuccessesAtFirstFault ??= circuit.Successes;
        return stumbled with { IsFinal = current.Kind == RequestKind.SetAside || circuit.HasSucceededSince(current.SuccessesAtFirstFault) };
    }

    [LoggerMessage(1, LogLevel.Information,
        "Okta accepted {Events} events with {Subjects} subjects (highest level {Lane}) in {Milliseconds:0} ms.",
        EventName = "RequestAccepted")]
    private partial void LogAccepted(int events, int subjects, RiskLevel lane, double milliseconds);

    [LoggerMessage(2, LogLevel.Warning, "Okta answered 429 to a request of lane {Lane}; the meter waits for the reset.", EventName = "RequestThrottled")]
    private partial void LogThrottled(RiskLevel lane);

    [LoggerMessage(3, LogLevel.Warning, "Okta refused the content of a request with {Events} events: {Code}.", EventName = "RequestRejected")]
    private partial void LogRejected(int events, string code);

    [LoggerMessage(4, LogLevel.Warning, "A request to Okta failed: {Reason}.", EventName = "RequestFailed")]
    private partial void LogFailedTry(string reason);
}
