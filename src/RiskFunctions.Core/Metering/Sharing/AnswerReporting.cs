using RiskFunctions.Metering.Decision;
using RiskFunctions.Metering.State;
using RiskFunctions.Okta.Answers;

namespace RiskFunctions.Metering.Sharing;

/// <summary>Takes Okta's answers to the shared state, so that all instances learn from them.</summary>
internal sealed partial class AnswerReporting(MeterSession meter, TimeProvider time, Random random, ILogger<AnswerReporting> logger)
{
    /// <summary>How long a settlement waits for the meter to take a report.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    /// <summary>After so many rounds of lost races at the store a report is given up.</summary>
    private const int LearningTries = 3;

    /// <summary>Reports one answer. Returns after a second at the latest; the report goes on by itself then.</summary>
    /// <remarks>Without the batch's token: what Okta said must reach the meter even when the batch is told to stop.</remarks>
    /// <param name="grant">The permit of the request.</param>
    /// <param name="events">Events in the request.</param>
    /// <param name="subjects">Subjects in them.</param>
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
            // A slow store must hold up neither a settlement nor a shutdown.
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

    [LoggerMessage(1, LogLevel.Warning,
        "The rate meter's store took longer than {Seconds:0} s to take Okta's answer; delivery goes on.",
        EventName = "MeterReportLate")]
    private partial void LogLateReport(double seconds);
}
