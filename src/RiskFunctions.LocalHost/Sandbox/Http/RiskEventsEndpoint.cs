using RiskFunctions.LocalHost.Sandbox.Faults;
using RiskFunctions.LocalHost.Sandbox.Http.Answers;
using RiskFunctions.LocalHost.Sandbox.Validation;

namespace RiskFunctions.LocalHost.Sandbox.Http;

/// <summary>
/// <c>POST /api/v1/risk/events/ip</c>. Checks in Okta's order: credential, limit, media types, body, rules.
/// Only a request that passes the credential check counts towards the limit. A request over the limit meets no fault: an outage lifts no limit.
/// </summary>
internal sealed class RiskEventsEndpoint(OktaSandbox sandbox)
{
    public const string Path = "/api/v1/risk/events/ip";

    private readonly ResourceAuthorization _authorization = new(sandbox);
    private readonly FaultAnswers _faults = new(sandbox.Clock);

    public async Task HandleAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var draw = sandbox.Faults.Draw(FaultEndpoint.Events);
        var refusal = _authorization.Check(http.Request);
        var early = refusal is null && draw.Fault is { IsBeforeLimit: true };
        var (arrival, reading) = sandbox.Arrive(authorized: refusal is null && !early);
        var exchange = new Exchange(arrival, reading);
        var answer = SandboxAnswer.Cut;
        try
        {
            answer = refusal ?? await AnswerAsync(http.Request, exchange, draw, cancellationToken);
        }
        finally
        {
            // Before the answer is written: who has the answer finds it in the books.
            sandbox.Recorder.Complete(exchange.ToRecord(answer.Status));
        }

        var now = sandbox.Clock.ServerNow;
        await answer.WriteAsync(http.Response, answer.RateHeaders ?? RateHeaders.For(reading, now), now, cancellationToken);
    }

    private async Task<SandboxAnswer> AnswerAsync(HttpRequest request, Exchange exchange, FaultDraw draw, CancellationToken cancellationToken)
    {
        if (draw.Fault is { IsBeforeLimit: true } early)
        {
            return await StrikeAsync(early, exchange, cancellationToken) ?? SandboxAnswer.Cut;
        }

        if (!exchange.Reading.Passed)
        {
            return OktaErrors.TooManyRequests();
        }

        try
        {
            return sandbox.Enter()
                ? await AdmittedAsync(request, exchange, draw, cancellationToken)
                : OktaErrors.TooManyRequests() with { RateHeaders = RateHeaders.Concurrency(sandbox.Clock.ServerNow) };
        }
        finally
        {
            sandbox.Leave();
        }
    }

    private async Task<SandboxAnswer> AdmittedAsync(HttpRequest request, Exchange exchange, FaultDraw draw, CancellationToken cancellationToken)
    {
        // Read before a fault strikes: with the body still on its way, a sender that gives up would not be noticed.
        var body = await RequestBody.ReadAsync(request, cancellationToken);
        if (draw.Fault is { } fault && await StrikeAsync(fault, exchange, cancellationToken) is { } struck)
        {
            return struck;
        }

        var answer = body is null ? OktaErrors.TooLarge()
            : MediaTypes.AreJson(request) ? Judge(RiskEventValidator.Read(body), exchange, draw)
            : OktaErrors.BadMediaType();
        return draw.Fault is null ? answer
            : draw.Fault.Kind == FaultKind.ResetAfterAccept ? SandboxAnswer.Cut
            : answer with { RateHeaders = _faults.HeadersFor(draw.Fault, exchange.Reading) };
    }

    private async Task<SandboxAnswer?> StrikeAsync(Fault fault, Exchange exchange, CancellationToken cancellationToken)
    {
        Note(fault.Name, exchange);
        var answer = await _faults.StrikeAsync(fault, cancellationToken);
        return answer is null ? null : answer with { RateHeaders = _faults.HeadersFor(fault, exchange.Reading) };
    }

    private SandboxAnswer Judge(ReadBody body, Exchange exchange, FaultDraw draw)
    {
        switch (body)
        {
            case ReadBody.NotJson:
                return OktaErrors.NotWellFormed();
            case ReadBody.Invalid invalid:
                return OktaErrors.ValidationFailed("riskEvents", invalid.Faults);
            case ReadBody.Valid valid:
                exchange.Events = valid.Events;
                if (Unwelcome(valid.Events, draw.Stumbles).Count > 0)
                {
                    Note("500", exchange);
                    return OktaErrors.ServerError();
                }

                return Unwelcome(valid.Events, [.. draw.Markers.Select(m => m.Text)]) is { Count: > 0 } causes ? Reject(causes, exchange) : Accept(exchange);
            default:
                throw new InvalidOperationException("Unknown case.");
        }
    }

    private SandboxAnswer Accept(Exchange exchange)
    {
        exchange.Accepted = true;
        sandbox.Recorder.Accept(exchange.Arrival, exchange.Events);
        return new SandboxAnswer(StatusCodes.Status202Accepted);
    }

    private SandboxAnswer Reject(List<string> causes, Exchange exchange)
    {
        Note("reject-when", exchange);
        return OktaErrors.ValidationFailed("riskEvents", causes);
    }

    private void Note(string fault, Exchange exchange)
    {
        exchange.Fault = fault;
        sandbox.Recorder.Inject(fault);
    }

    private static List<string> Unwelcome(IReadOnlyList<ReceivedEvent> events, IReadOnlyList<string> markers) =>
    [
        .. from e in events.Index()
           from s in e.Item.Subjects.Index()
           where markers.Any(m => s.Item.Ip.Contains(m, StringComparison.Ordinal) || s.Item.Message?.Contains(m, StringComparison.Ordinal) == true)
           select $"[{e.Index}].subjects[{s.Index}]: is not welcome (injected fault)",
    ];
}
