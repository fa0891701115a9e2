using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;
using RiskFunctions.Metering;
using RiskFunctions.Okta;
using RiskFunctions.RiskEvents;

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
    private readonly MeterSession _meter;
    private readonly OktaCircuit _circuit;
    private readonly FlowMetrics _metrics;
    private readonly FlowTraces _traces;
    private readonly FlowCounters _counters;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly ILogger<RequestSender> _logger;
    private readonly ResiliencePipeline<DeliveryOutcome> _retries;

    public RequestSender(
        RiskEventClient okta,
        PermitQueue permits,
        MeterSession meter,
        OktaCircuit circuit,
        FlowMetrics metrics,
        FlowTraces traces,
        FlowCounters counters,
        TimeProvider time,
        Random random,
        ILogger<RequestSender> logger)
    {
        _okta = okta;
        _permits = permits;
        _meter = meter;
        _circuit = circuit;
        _metrics = metrics;
        _traces = traces;
        _counters = counters;
        _time = time;
        _random = random;
        _logger = logger;
        _retries = new ResiliencePipelineBuilder<DeliveryOutcome> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<DeliveryOutcome>
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

    /// <param name="stopping">The batch's time is up or the process stops. A request in flight gets a few seconds more.</param>
    public async Task<RequestVerdict> SendAsync(RiskRequest request, CancellationToken stopping)
    {
        var body = RiskRequestBody.Write(request);
        using var inFlight = new InFlightWindow(_time, stopping);
        try
        {
            return await SendAsync(request, body, inFlight.Token, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return new RequestVerdict.Held();
        }
    }

    private async Task<RequestVerdict> SendAsync(
        RiskRequest request,
        ReadOnlyMemory<byte> body,
        CancellationToken inFlight,
        CancellationToken stopping)
    {
        var fresh = false;
        var challenges = 0;
        while (true)
        {
            var turn = await _circuit.EnterAsync(stopping);
            var outcome = await TakeTurnAsync(turn, request, body, fresh || turn == CircuitTurn.ProbeWithFreshCredential, inFlight, stopping);
            switch (outcome)
            {
                case DeliveryOutcome.Accepted:
                    _circuit.Succeed();
                    return new RequestVerdict.Accepted();

                case DeliveryOutcome.Invalid invalid:
                    // Okta is there and let us in; the fault is in the content.
                    _circuit.Succeed();
                    return new RequestVerdict.Rejected(invalid.Error);

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

    private async Task<DeliveryOutcome> TakeTurnAsync(
        CircuitTurn turn,
        RiskRequest request,
        ReadOnlyMemory<byte> body,
        bool fresh,
        CancellationToken inFlight,
        CancellationToken stopping)
    {
        try
        {
            return turn == CircuitTurn.Free
                ? await _retries.ExecuteAsync(async token => await TryAsync(request, body, fresh, inFlight, token), stopping)
                : await TryAsync(request, body, fresh, inFlight, stopping);
        }
        catch
        {
            _circuit.GiveBack(turn);
            throw;
        }
    }

    private async Task<DeliveryOutcome> TryAsync(
        RiskRequest request,
        ReadOnlyMemory<byte> body,
        bool fresh,
        CancellationToken inFlight,
        CancellationToken stopping)
    {
        var permit = await PermitAsync(request, stopping);
        _metrics.Waited(request.Level, permit.Waited);
        var started = _time.GetTimestamp();
        var outcome = await PostAsync(request, body, fresh, inFlight);
        Count(request, outcome, _time.GetElapsedTime(started));
        await ReportAsync(request, outcome);
        return outcome;
    }

    private async Task<DeliveryOutcome> PostAsync(RiskRequest request, ReadOnlyMemory<byte> body, bool fresh, CancellationToken inFlight)
    {
        using var span = _traces.StartRequest(request, _okta.Target);
        try
        {
            var outcome = await _okta.SendAsync(body, fresh, DeliveryTimes.Try, inFlight);
            FlowTraces.End(span, outcome);
            return outcome;
        }
        catch (Exception e)
        {
            FlowTraces.Fail(span, e);
            throw;
        }
    }

    private async Task<Permit> PermitAsync(RiskRequest request, CancellationToken stopping)
    {
        for (var stale = 0; ; stale++)
        {
            var permit = await _permits.AcquireAsync(request.Level, stopping);
            if (stale == MaxStalePermits || !permit.IsStale(_time))
            {
                return permit;
            }

            LogStalePermit(_time.GetElapsedTime(permit.DecidedAt).TotalMilliseconds);
        }
    }

    private void Count(RiskRequest request, DeliveryOutcome outcome, TimeSpan duration)
    {
        _metrics.Requested(request.Level, outcome.Tag);
        switch (outcome)
        {
            case DeliveryOutcome.Accepted:
                _counters.Accepted(request.Events.Count, request.SubjectCount);
                _metrics.Accepted(request.Level, request.Events.Count, request.SubjectCount);
                LogAccepted(request.Events.Count, request.SubjectCount, request.Level, duration.TotalMilliseconds);
                break;
            case DeliveryOutcome.Throttled:
                _metrics.Throttled(request.Level);
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

    // What Okta said must reach the meter even when the batch is told to stop.
    private async Task ReportAsync(RiskRequest request, DeliveryOutcome outcome)
    {
        var accepted = outcome is DeliveryOutcome.Accepted;
        if (!accepted && outcome.RateLimit is null && outcome is not DeliveryOutcome.Throttled)
        {
            return;
        }

        var report = new SendReport
        {
            RateLimit = outcome.RateLimit,
            Throttled = outcome is DeliveryOutcome.Throttled,
            Events = accepted ? request.Events.Count : 0,
            Subjects = accepted ? request.SubjectCount : 0,
            Jitter = _random.NextDouble(),
        };
        await _meter.UpdateAsync(
            (state, now, rules) => (true, LimitLearning.Learn(state, report, now, rules)),
            otherwise: false,
            sharedOnly: false,
            CancellationToken.None);
    }

    [LoggerMessage(1, LogLevel.Information, "Okta accepted {Events} events with {Subjects} subjects (highest level {Lane}) in {Milliseconds:0} ms.", EventName = "RequestAccepted")]
    private partial void LogAccepted(int events, int subjects, Signals.RiskLevel lane, double milliseconds);

    [LoggerMessage(2, LogLevel.Warning, "Okta answered 429 to a request of lane {Lane}; the meter waits for the reset.", EventName = "RequestThrottled")]
    private partial void LogThrottled(Signals.RiskLevel lane);

    [LoggerMessage(3, LogLevel.Warning, "Okta refused the content of a request with {Events} events: {Code}.", EventName = "RequestRejected")]
    private partial void LogRejected(int events, string code);

    [LoggerMessage(4, LogLevel.Warning, "A request to Okta failed: {Reason}.", EventName = "RequestFailed")]
    private partial void LogFailedTry(string reason);

    [LoggerMessage(5, LogLevel.Warning, "A permit was {Milliseconds:0} ms old before its request could start, and was let go. The machine or the meter's store is slow.", EventName = "PermitStale")]
    private partial void LogStalePermit(double milliseconds);
}
