using Polly;
using Polly.Retry;
using RiskFunctions.Okta.Answers;

namespace RiskFunctions.Delivery.Sending;

/// <summary>
/// Brings the present request of a batch to an end: waits for the circuit and for permits, retries what may pass, and tells the batch what is final.
/// Each try takes a permit of its own, so retries count against the limit like everything else.
/// </summary>
internal sealed class RequestSender<TWork>(IRequestTry<TWork> tries, OktaCircuit circuit, StopGrace grace, TimeProvider time, Random random)
    where TWork : class, IRequestWork
{
    /// <summary>Challenges answered in a row (a nonce may be renewed while we answer the last one).</summary>
    private const int MaxChallenges = 2;

    private readonly ResiliencePipeline<DeliveryOutcome?> _retries = new ResiliencePipelineBuilder<DeliveryOutcome?> { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions<DeliveryOutcome?>
        {
            ShouldHandle = args => ValueTask.FromResult(args.Outcome.Result is DeliveryOutcome.Unavailable { IsFinal: false } && circuit.IsClosed),
            MaxRetryAttempts = DeliveryTimes.Retries,
            Delay = DeliveryTimes.RetryDelay,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Randomizer = random.NextDouble,
        })
        .Build();

    /// <returns>False when there is no time to go on with the batch. Nothing is known against its messages then.</returns>
    /// <param name="work">The batch, which has taken a request.</param>
    /// <param name="stopping">The batch's time is up or the process stops. A request in flight gets a few seconds more.</param>
    public async Task<bool> SendAsync(TWork work, CancellationToken stopping)
    {
        using var window = new InFlightWindow(time, grace, stopping);
        try
        {
            await SendAsync(work, window);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // What is known is settled.
        }

        return !stopping.IsCancellationRequested;
    }

    private async Task SendAsync(TWork work, InFlightWindow window)
    {
        var (fresh, challenges) = (false, 0);
        while (true)
        {
            var turn = await circuit.EnterAsync(work.Level, work, window.Stopping);
            switch (await TakeTurnAsync(work, turn, fresh || turn == CircuitTurn.ProbeWithFreshCredential, window))
            {
                case null:
                    // Nothing of it was wanted any more when its turn came.
                    circuit.GiveBack(turn);
                    return;

                case DeliveryOutcome.Accepted:
                    circuit.Succeed();
                    work.Accept();
                    return;

                case DeliveryOutcome.Invalid invalid:
                    // Okta is there and let us in; the fault is in the content.
                    circuit.Succeed();
                    work.Reject(invalid.Error);
                    return;

                case DeliveryOutcome.Throttled:
                case DeliveryOutcome.Unauthorized { CanAnswerChallenge: true } when challenges++ < MaxChallenges:
                    circuit.GiveBack(turn);
                    break;

                case DeliveryOutcome.Unauthorized when turn == CircuitTurn.Free && !fresh:
                    // The credential may have been changed since it was read: once more with the one that is valid now.
                    fresh = true;
                    break;

                case DeliveryOutcome.Unauthorized refused:
                    (fresh, challenges) = (false, 0);
                    circuit.Fail(turn, CircuitState.Refused, refused.Reason, work);
                    if (!GivesWay(work, mayBeContent: refused.Error is not null))
                    {
                        break;
                    }

                    return;

                case DeliveryOutcome.Unavailable { IsFinal: true }:
                    // Others get through: it is something in this request, and no reason to stop anybody else.
                    circuit.GiveBack(turn);
                    work.Doubt(othersPass: true);
                    return;

                case DeliveryOutcome.Unavailable unavailable:
                    circuit.Fail(turn, CircuitState.Unavailable, unavailable.Reason, work);
                    if (!GivesWay(work, unavailable.MayBeContent))
                    {
                        break;
                    }

                    return;
            }
        }
    }

    // The next probe goes out with something else: in an outage it costs no more, and otherwise it tells.
    private static bool GivesWay(TWork work, bool mayBeContent)
    {
        var gives = mayBeContent && work.HasOtherOrPart;
        if (gives)
        {
            work.Doubt(othersPass: false);
        }

        return gives;
    }

    private async Task<DeliveryOutcome?> TakeTurnAsync(TWork work, CircuitTurn turn, bool fresh, InFlightWindow window)
    {
        try
        {
            if (turn != CircuitTurn.Free)
            {
                return await tries.RunAsync(work, turn, fresh, window);
            }

            // Another lane may open the circuit during a pause between two tries: from then on only probes go out.
            DeliveryOutcome? last = null;
            return await _retries.ExecuteAsync(
                async _ => last is null || circuit.IsClosed ? last = await tries.RunAsync(work, turn, fresh, window) : last, window.Stopping);
        }
        catch
        {
            circuit.GiveBack(turn);
            throw;
        }
    }
}
