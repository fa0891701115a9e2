using RiskFunctions.Metering.Decision;
using RiskFunctions.Metering.Permits;
using RiskFunctions.Metering.Session;
using RiskFunctions.Okta.Answers;
using RiskFunctions.Signals;

namespace RiskFunctions.Checks.Connection;

/// <summary>Permits for a test, from the budget that deliveries take theirs from, and what its answer tells that budget.</summary>
internal sealed class TestPermits(PermitQueue permits, MeterSession meter, TimeProvider time, Random random)
{
    /// <summary>A LOW request that waits longer than two windows stands behind a backlog.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);

    /// <summary>Sends once. The failed <paramref name="step"/> when no permit was to be had.</summary>
    public async Task<(DeliveryOutcome? Outcome, CheckStep? Failed)> SendAsync(string step, Func<Task<DeliveryOutcome>> send, CancellationToken cancellationToken)
    {
        if (!await TryAcquireAsync(cancellationToken))
        {
            return (null, new CheckStep.Failed(
                step,
                $"The rate meter gave no permit within {LongestWait.TotalMinutes:0} minutes.",
                "The limit is in use, or Okta asked for a pause. Try again when the backlog is gone."));
        }

        var outcome = await send();
        await LearnAsync(outcome);
        return (outcome, null);
    }

    private async Task<bool> TryAcquireAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(LongestWait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            await permits.AcquireAsync(RiskLevel.Low, either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    // The other instances share the limit, and what Okta said of it.
    private async Task LearnAsync(DeliveryOutcome outcome)
    {
        var accepted = outcome is DeliveryOutcome.Accepted ? 1 : 0;
        var report = new SendReport
        {
            RateLimit = outcome.RateLimit,
            Throttled = outcome is DeliveryOutcome.Throttled,
            Events = accepted,
            Subjects = accepted,
            Jitter = random.NextDouble(),
        };
        await meter.UpdateAsync(
            (state, now, rules) => (true, LimitLearning.Learn(state, report, now, rules)), otherwise: false, sharedOnly: false, CancellationToken.None);
    }
}
