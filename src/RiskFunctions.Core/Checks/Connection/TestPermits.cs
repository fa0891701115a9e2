using RiskFunctions.Metering.Decision;
using RiskFunctions.Metering.Permits;
using RiskFunctions.Metering.Sharing;
using RiskFunctions.Okta.Answers;
using RiskFunctions.Signals;

namespace RiskFunctions.Checks.Connection;

/// <summary>Permits for a test from the same meter as deliveries; the answer goes back to that meter.</summary>
internal sealed class TestPermits(PermitQueue permits, MeterSession meter, TimeProvider time, Random random)
{
    /// <summary>A LOW request that waits longer than two windows is behind a backlog.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);

    /// <summary>Sends once. Returns the failed <paramref name="step"/> when there was no permit.</summary>
    public async Task<(DeliveryOutcome? Outcome, CheckStep? Failed)> SendAsync(
        string step, Func<Task<DeliveryOutcome>> send, CancellationToken cancellationToken)
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

    // All instances share the limit, so they learn from this answer too.
    private async Task LearnAsync(DeliveryOutcome outcome)
    {
        var report = SendReport.Of(outcome, events: 1, subjects: 1, random.NextDouble());
        await meter.UpdateAsync(
            (state, now, rules) => (true, LimitLearning.Learn(state, report, now, rules)), otherwise: false, sharedOnly: false, CancellationToken.None);
    }
}
