using RiskFunctions.Delivery.Sending;
using RiskFunctions.Delivery.Telemetry;
using RiskFunctions.Metering.Sharing;
using RiskFunctions.Okta.Answers;
using RiskFunctions.SecurityEvents;
using RiskFunctions.Signals;

namespace RiskFunctions.Delivery.Users;

/// <summary>One try of one statement about a user: prepares the key, takes a permit, posts, and learns from the answer.</summary>
internal sealed partial class UserTry(
    SecurityEventClient okta, FreshPermits permits, OktaCircuit circuit, AnswerReporting reporting, FlowMetrics metrics,
    FlowTraces traces, TimeProvider time, ILogger<UserTry> logger) : IRequestTry<UserWork>
{
    public async Task<DeliveryOutcome?> RunAsync(UserWork work, CircuitTurn turn, bool fresh, InFlightWindow window)
    {
        if (!work.Refresh(time.GetUtcNow()))
        {
            return null;
        }

        if (await okta.PrepareAsync(fresh, DeliveryTimes.Try, window.Token) is { } withoutKey)
        {
            return withoutKey;
        }

        var (permit, notReady) = await permits.AcquireAsync(
            work.Level, turn, () => okta.PrepareAsync(fresh: false, DeliveryTimes.Try, window.Token), window.Stopping);
        if (permit is null)
        {
            return notReady;
        }

        if (!work.Refresh(time.GetUtcNow()))
        {
            await permits.PassOnAsync(permit);
            return null;
        }

        work.SuccessesBefore ??= circuit.Successes;
        var started = time.GetTimestamp();
        var outcome = await traces.PostAsync(
            work.Level, okta.Target, () => okta.SendAsync(work.Message.Locked.Message, work.Signal, DeliveryTimes.Try, window.Token));
        Record(work.Level, outcome, time.GetElapsedTime(started));
        await reporting.ReportAsync(permit.Grant, outcome, events: 1, subjects: 1);
        return Judge(work, outcome, fresh);
    }

    // A fresh key was refused too while Okta takes other statements: the fault is in this one.
    private DeliveryOutcome Judge(UserWork work, DeliveryOutcome outcome, bool fresh) => outcome switch
    {
        DeliveryOutcome.Unauthorized { Error: { } error } when fresh && circuit.HasSucceededSince(work.SuccessesBefore) =>
            new DeliveryOutcome.Invalid(error),
        DeliveryOutcome.Unavailable { MayBeContent: true } stumbled => stumbled with { IsFinal = circuit.HasSucceededSince(work.SuccessesBefore) },
        _ => outcome,
    };

    private void Record(RiskLevel level, DeliveryOutcome outcome, TimeSpan duration)
    {
        metrics.AnsweredUser(level, outcome);
        switch (outcome)
        {
            case DeliveryOutcome.Accepted:
                LogAccepted(level, duration.TotalMilliseconds);
                break;
            case DeliveryOutcome.Throttled:
                LogThrottled(level);
                break;
            case DeliveryOutcome.Invalid invalid:
                LogRejected(invalid.Error.Code);
                break;
            case DeliveryOutcome.Unauthorized refused:
                LogFailedTry(refused.Reason);
                break;
            case DeliveryOutcome.Unavailable unavailable:
                LogFailedTry(unavailable.Reason);
                break;
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Okta accepted a security event (level {Lane}) in {Milliseconds:0} ms.", EventName = "SecurityEventAccepted")]
    private partial void LogAccepted(RiskLevel lane, double milliseconds);

    [LoggerMessage(2, LogLevel.Warning,
        "Okta answered 429 to a security event of lane {Lane}; their meter waits for the reset.",
        EventName = "SecurityEventThrottled")]
    private partial void LogThrottled(RiskLevel lane);

    [LoggerMessage(3, LogLevel.Warning, "Okta refused the content of a security event: {Code}.", EventName = "SecurityEventRejected")]
    private partial void LogRejected(string code);

    [LoggerMessage(4, LogLevel.Warning, "A security event could not be sent to Okta: {Reason}.", EventName = "SecurityEventFailed")]
    private partial void LogFailedTry(string reason);
}
