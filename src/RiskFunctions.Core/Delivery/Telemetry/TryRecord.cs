using RiskFunctions.Metering.Decision;
using RiskFunctions.Metering.Permits;
using RiskFunctions.Metering.Session;
using RiskFunctions.Metering.State;
using RiskFunctions.Okta.Answers;
using RiskFunctions.RiskEvents;
using RiskFunctions.Signals;

namespace RiskFunctions.Delivery.Telemetry;

/// <summary>Writes each try's outcome to metrics and log, and reports it to the meter.</summary>
internal sealed partial class TryRecord(
    MeterSession meter, FlowMetrics metrics, TimeProvider time, Random random, ILogger<TryRecord> logger)
{
    /// <summary>How long a settlement waits for the meter to take a report.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    /// <summary>After so many rounds of lost races at the store a report is given up.</summary>
    private const int LearningTries = 3;

    public async Task AddAsync(RiskRequest request, Permit permit, DeliveryOutcome outcome, TimeSpan duration)
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

        await ReportAsync(permit.Grant, outcome, request.Events.Count, request.SubjectCount);
    }

    // Without the batch's token: what Okta said must reach the meter even when the batch is told to stop.
    public async Task ReportAsync(MeterGrant grant, DeliveryOutcome outcome, int events, int subjects)
    {
        var answeredAt = time.GetUtcNow();
        if (outcome is not (DeliveryOutcome.Accepted or DeliveryOutcome.Throttled) && outcome.RateLimit is null && !LimitLearning.IsLate(grant, answeredAt))
        {
            return;
        }

        var report = SendReport.Of(outcome, events, subjects, random.NextDouble()) with { Grant = grant, AnsweredAt = answeredAt };
        try
        {
            // A slow store must hold up neither a settlement nor a shutdown. The report goes on by itself.
            await LearnAsync(report).WaitAsync(LongestWait, time);
        }
        catch (TimeoutException)
        {
            LogLateReport(LongestWait.TotalSeconds);
        }
    }

    private async Task LearnAsync(SendReport report)
    {
        try
        {
            var learned = false;
            for (var attempt = 0; attempt < LearningTries && !learned; attempt++)
            {
                learned = await meter.UpdateAsync(
                    (state, now, rules) => (true, LimitLearning.Learn(state, report, now, rules)),
                    otherwise: false,
                    sharedOnly: false,
                    CancellationToken.None);
            }
        }
        catch (ObjectDisposedException)
        {
            // The process ends. What Okta accepted is settled all the same.
        }
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

    [LoggerMessage(5, LogLevel.Warning,
        "The rate meter's store took longer than {Seconds:0} s to take Okta's answer; delivery goes on.",
        EventName = "MeterReportLate")]
    private partial void LogLateReport(double seconds);
}
