using Polly;
using Polly.Retry;
using RiskFunctions.Okta;
using RiskFunctions.Signals;

namespace RiskFunctions.Delivery;

/// <summary>
/// Brings one request to an end: waits for the circuit and for permits, retries what may pass, and tells what is final.
/// Each try takes a permit of its own, so retries count against the limit like everything else.
/// </summary>
internal sealed class RequestSender
{
    /// <summary>Challenges answered in a row (a nonce may be renewed while we answer the last one).</summary>
    private const int MaxChallenges = 2;

    private readonly RequestTry _try;
    private readonly OktaCircuit _circuit;
    private readonly StopGrace _grace;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline<DeliveryOutcome?> _retries;

    public RequestSender(RequestTry @try, OktaCircuit circuit, StopGrace grace, TimeProvider time, Random random)
    {
        _try = @try;
        _circuit = circuit;
        _grace = grace;
        _time = time;
        _retries = new ResiliencePipelineBuilder<DeliveryOutcome?> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<DeliveryOutcome?>
            {
                ShouldHandle = args => ValueTask.FromResult(args.Outcome.Result is DeliveryOutcome.Unavailable { IsFinal: false } && IsClosed),
                MaxRetryAttempts = DeliveryTimes.Retries,
                Delay = DeliveryTimes.RetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Randomizer = random.NextDouble,
            })
            .Build();
    }

    private bool IsClosed => _circuit.Snapshot.State == CircuitState.Closed;

    /// <param name="outgoing">What is to be sent.</param>
    /// <param name="stopping">The batch's time is up or the process stops. A request in flight gets a few seconds more.</param>
    public async Task<RequestVerdict> SendAsync(OutgoingRequest outgoing, CancellationToken stopping)
    {
        using var inFlight = new InFlightWindow(_time, _grace, stopping);
        try
        {
            return await SendAsync(outgoing, inFlight.Token, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return new RequestVerdict.Held();
        }
    }

    private async Task<RequestVerdict> SendAsync(OutgoingRequest outgoing, CancellationToken inFlight, CancellationToken stopping)
    {
        var fresh = false;
        var challenges = 0;
        while (true)
        {
            var turn = await _circuit.EnterAsync(outgoing.Level, outgoing.Batch, stopping);
            var outcome = await TakeTurnAsync(turn, outgoing, fresh || turn == CircuitTurn.ProbeWithFreshCredential, inFlight, stopping);
            switch (outcome)
            {
                case null:
                    _circuit.GiveBack(turn);
                    return new RequestVerdict.Unwanted();

                case DeliveryOutcome.Accepted:
                    _circuit.Succeed();
                    return new RequestVerdict.Accepted(outgoing.Request);

                case DeliveryOutcome.Invalid invalid:
                    // Okta is there and let us in; the fault is in the content.
                    _circuit.Succeed();
                    return new RequestVerdict.Rejected(outgoing.Request, invalid.Error);

                case DeliveryOutcome.Throttled:
                    _circuit.GiveBack(turn);
                    break;

                case DeliveryOutcome.Unauthorized { CanAnswerChallenge: true } when challenges < MaxChallenges:
                    challenges++;
                    _circuit.GiveBack(turn);
                    break;

                case DeliveryOutcome.Unauthorized when turn == CircuitTurn.Free && !fresh:
                    // The credential may have been changed since it was read: once more with the one that is valid now.
                    fresh = true;
                    break;

                case DeliveryOutcome.Unauthorized refused:
                    fresh = false;
                    challenges = 0;
                    _circuit.Fail(turn, CircuitState.Refused, refused.Reason, outgoing.Batch);
                    break;

                case DeliveryOutcome.Unavailable { IsFinal: true }:
                    // Others get through: it is something in this request, and no reason to stop anybody else.
                    _circuit.GiveBack(turn);
                    return new RequestVerdict.Doubtful(outgoing.Request, OthersPass: true);

                case DeliveryOutcome.Unavailable unavailable:
                    _circuit.Fail(turn, CircuitState.Unavailable, unavailable.Reason, outgoing.Batch);
                    if (unavailable.MayBeContent && (outgoing.MayYield || !outgoing.Request.IsSingle))
                    {
                        // The next probe goes out with something else: in an outage it costs no more, and otherwise it tells.
                        return new RequestVerdict.Doubtful(outgoing.Request, OthersPass: false);
                    }

                    break;
            }
        }
    }

    private async Task<DeliveryOutcome?> TakeTurnAsync(
        CircuitTurn turn,
        OutgoingRequest outgoing,
        bool fresh,
        CancellationToken inFlight,
        CancellationToken stopping)
    {
        try
        {
            return turn == CircuitTurn.Free
                ? await RetryAsync(outgoing, fresh, inFlight, stopping)

                // All lanes wait for a probe's answer, HIGH among them, so it must not wait behind other instances' HIGH.
                : await TryOnceAsync(outgoing, RiskLevel.High, mayFill: false, fresh, inFlight, stopping);
        }
        catch
        {
            _circuit.GiveBack(turn);
            throw;
        }
    }

    // Another lane may open the circuit during a pause between two tries: from then on only probes go out.
    private async Task<DeliveryOutcome?> RetryAsync(OutgoingRequest outgoing, bool fresh, CancellationToken inFlight, CancellationToken stopping)
    {
        DeliveryOutcome? last = null;
        return await _retries.ExecuteAsync(
            async token => last is null || IsClosed ? last = await TryOnceAsync(outgoing, outgoing.Level, mayFill: true, fresh, inFlight, token) : last,
            stopping);
    }

    private async Task<DeliveryOutcome?> TryOnceAsync(
        OutgoingRequest outgoing,
        RiskLevel lane,
        bool mayFill,
        bool fresh,
        CancellationToken inFlight,
        CancellationToken stopping)
    {
        var outcome = await _try.RunAsync(outgoing, lane, mayFill, fresh, inFlight, stopping);
        if (outcome is not DeliveryOutcome.Unavailable { MayBeContent: true } stumbled)
        {
            return outcome;
        }

        outgoing.SuccessesBefore ??= _circuit.Successes;
        return stumbled with { IsFinal = outgoing.Kind == RequestKind.Aside || _circuit.HasSucceededSince(outgoing.SuccessesBefore) };
    }
}
