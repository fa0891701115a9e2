using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;
using RiskFunctions.Metering;
using RiskFunctions.Okta;
using RiskFunctions.RiskEvents;
using RiskFunctions.Signals;

namespace RiskFunctions.Delivery;

/// <summary>
/// Brings one request to an end: waits for the circuit and for permits, retries what may pass, and tells what is final.
/// Each try takes a permit of its own, so retries count against the limit like everything else.
/// </summary>
internal sealed partial class RequestSender
{
    /// <summary>A permit that grew stale is let go; the one after this many is used all the same, or a slow store would stop delivery.</summary>
    private const int MaxStalePermits = 2;

    /// <summary>Challenges answered in a row (a nonce may be renewed while we answer the last one).</summary>
    private const int MaxChallenges = 2;

    private readonly RiskEventClient _okta;
    private readonly PermitQueue _permits;
    private readonly OktaCircuit _circuit;
    private readonly FlowMetrics _metrics;
    private readonly TryRecord _record;
    private readonly FlowTraces _traces;
    private readonly TimeProvider _time;
    private readonly ILogger<RequestSender> _logger;
    private readonly ResiliencePipeline<DeliveryOutcome?> _retries;

    public RequestSender(
        RiskEventClient okta,
        PermitQueue permits,
        OktaCircuit circuit,
        FlowMetrics metrics,
        TryRecord record,
        FlowTraces traces,
        TimeProvider time,
        Random random,
        ILogger<RequestSender> logger)
    {
        _okta = okta;
        _permits = permits;
        _circuit = circuit;
        _metrics = metrics;
        _record = record;
        _traces = traces;
        _time = time;
        _logger = logger;
        _retries = new ResiliencePipelineBuilder<DeliveryOutcome?> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<DeliveryOutcome?>
            {
                ShouldHandle = static args => ValueTask.FromResult(args.Outcome.Result is DeliveryOutcome.Unavailable),
                MaxRetryAttempts = DeliveryTimes.Retries,
                Delay = DeliveryTimes.RetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Randomizer = random.NextDouble,
            })
            .Build();
    }

    /// <param name="request">What is to be sent.</param>
    /// <param name="stillWanted">What of a request is still to be sent, asked before each try; null when it is nothing.</param>
    /// <param name="stopping">The batch's time is up or the process stops. A request in flight gets a few seconds more.</param>
    public async Task<RequestVerdict> SendAsync(RiskRequest request, Func<RiskRequest, RiskRequest?> stillWanted, CancellationToken stopping)
    {
        using var inFlight = new InFlightWindow(_time, stopping);
        try
        {
            return await SendAsync(new OutgoingRequest(request, stillWanted), inFlight.Token, stopping);
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
            var turn = await _circuit.EnterAsync(stopping);
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
                    _circuit.Fail(turn, CircuitState.Refused, refused.Reason);
                    break;

                case DeliveryOutcome.Unavailable unavailable:
                    _circuit.Fail(turn, CircuitState.Unavailable, unavailable.Reason);
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
                ? await _retries.ExecuteAsync(async token => await TryAsync(outgoing, outgoing.Request.Level, fresh, inFlight, token), stopping)

                // All lanes wait for the probe's answer, HIGH among them, so it must not wait behind other instances' HIGH.
                : await TryAsync(outgoing, RiskLevel.High, fresh, inFlight, stopping);
        }
        catch
        {
            _circuit.GiveBack(turn);
            throw;
        }
    }

    // Null when nothing of the request is wanted any more: seen before the wait for a permit if possible, for it is lost afterwards.
    private async Task<DeliveryOutcome?> TryAsync(
        OutgoingRequest outgoing,
        RiskLevel lane,
        bool fresh,
        CancellationToken inFlight,
        CancellationToken stopping)
    {
        if (!outgoing.Refresh())
        {
            return null;
        }

        if (await _okta.PrepareAsync(fresh, DeliveryTimes.Try, inFlight) is { } withoutCredential)
        {
            return withoutCredential;
        }

        if (await PermitAsync(lane, inFlight, stopping) is { } withoutCredentialNow)
        {
            return withoutCredentialNow;
        }

        if (!outgoing.Refresh())
        {
            return null;
        }

        var started = _time.GetTimestamp();
        var outcome = await PostAsync(outgoing, inFlight);
        await _record.AddAsync(outgoing.Request, outcome, _time.GetElapsedTime(started));
        return outcome;
    }

    private async Task<DeliveryOutcome> PostAsync(OutgoingRequest outgoing, CancellationToken inFlight)
    {
        using var span = _traces.StartRequest(outgoing.Request, _okta.Target);
        try
        {
            var outcome = await _okta.SendAsync(outgoing.Body, DeliveryTimes.Try, inFlight);
            FlowTraces.End(span, outcome);
            return outcome;
        }
        catch (Exception e)
        {
            FlowTraces.Fail(span, e);
            throw;
        }
    }

    // Null when a request may start now; otherwise why there is no credential any more.
    private async Task<DeliveryOutcome?> PermitAsync(RiskLevel lane, CancellationToken inFlight, CancellationToken stopping)
    {
        for (var stale = 0; ; stale++)
        {
            var permit = await _permits.AcquireAsync(lane, stopping);
            _metrics.Waited(permit.Lane, permit.Waited);

            // At hand as a rule; it may have run out while the lane waited, and fetching it again takes longer than a permit keeps.
            if (await _okta.PrepareAsync(fresh: false, DeliveryTimes.Try, inFlight) is { } withoutCredential)
            {
                return withoutCredential;
            }

            if (stale == MaxStalePermits || !permit.IsStale(_time))
            {
                return null;
            }

            LogStalePermit(_time.GetElapsedTime(permit.DecidedAt).TotalMilliseconds);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "A permit was {Milliseconds:0} ms old before its request could start, and was let go. The machine or the meter's store is slow.", EventName = "PermitStale")]
    private partial void LogStalePermit(double milliseconds);
}
