using Polly;
using Polly.Retry;
using RiskFunctions.Okta.Answers;

namespace RiskFunctions.Delivery.Sending;

/// <summary>
/// Brings the present request of a batch to its end: waits for the circuit, retries what may pass, and tells the batch the final outcome.
/// Each try takes its own permit, so retries count against the limit too.
/// </summary>
internal sealed class RequestSender<TWork>(IRequestTry<TWork> tries, OktaCircuit circuit, StopGrace grace, TimeProvider time, Random random)
    where TWork : class, IRequestWork
{
    /// <summary>Challenges answered in a row. The nonce may be renewed while the last one is answered.</summary>
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

    /// <returns>False when there is no time to go on with the batch. That says nothing against its messages.</returns>
    /// <param name="work">The batch, which has taken a request.</param>
    /// <param name="stopping">The batch's time is up or the process stops. A request under way gets a few seconds more.</param>
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
                    // Nothing of the request was wanted any more.
                    circuit.GiveBack(turn);
                    return;

                case DeliveryOutcome.Accepted:
                    circuit.Succeed();
                    work.Accept();
                    return;

                case DeliveryOutcome.Invalid invalid:
                    // Okta is up and takes the credential. The fault is in the content.
                    circuit.Succeed();
                    work.Reject(invalid.Error);
                    return;

                // After a 429 the meter waits. A challenge is answered a few times at most.
                case DeliveryOutcome.Throttled:
                case DeliveryOutcome.Unauthorized { CanAnswerChallenge: true } when challenges++ < MaxChallenges:
                    circuit.GiveBack(turn);
                    break;

                case DeliveryOutcome.Unauthorized when turn == CircuitTurn.Free && !fresh:
                    // The credential may have been replaced since it was read: try once more with a fresh one.
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
                    // The fault is in this request, and no reason to stop the others.
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

    // The next probe carries something else. In an outage that costs nothing; otherwise it shows which request is at fault.
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

            // Another lane may open the circuit between two tries. From then on only probes go out, and this turn ends with the last outcome.
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
