using RiskFunctions.LocalHost.Sandbox.Validation;

namespace RiskFunctions.LocalHost.Sandbox.Http;

/// <summary>
/// <c>POST /api/v1/risk/events/ip</c>. Checks in Okta's order: credential, limit, media types, body, rules.
/// A request that the credential check refuses does not count towards the limit.
/// </summary>
internal sealed class RiskEventsEndpoint(OktaSandbox sandbox)
{
    public const string Path = "/api/v1/risk/events/ip";

    private readonly ResourceAuthorization _authorization = new(sandbox);

    public async Task HandleAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var refusal = _authorization.Check(http.Request);
        var (arrival, reading) = sandbox.Arrive(authorized: refusal is null);
        var exchange = new Exchange(arrival, reading);
        var answer = refusal ?? await AnswerAsync(http.Request, exchange, cancellationToken);
        sandbox.Recorder.Complete(exchange.ToRecord(answer.Status));
        var now = sandbox.Clock.ServerNow;
        await answer.WriteAsync(http.Response, answer.RateHeaders ?? RateHeaders.For(reading, now), now, cancellationToken);
    }

    private async Task<SandboxAnswer> AnswerAsync(HttpRequest request, Exchange exchange, CancellationToken cancellationToken)
    {
        if (!exchange.Reading.Passed)
        {
            return OktaErrors.TooManyRequests();
        }

        if (!MediaTypes.AreJson(request))
        {
            return OktaErrors.BadMediaType();
        }

        return await RequestBody.ReadAsync(request, cancellationToken) is { } body
            ? Judge(RiskEventValidator.Read(body), exchange)
            : OktaErrors.TooLarge();
    }

    private SandboxAnswer Judge(ReadBody body, Exchange exchange)
    {
        switch (body)
        {
            case ReadBody.NotJson:
                return OktaErrors.NotWellFormed();
            case ReadBody.Invalid invalid:
                return OktaErrors.ValidationFailed("riskEvents", invalid.Faults);
            case ReadBody.Valid valid:
                exchange.Events = valid.Events;
                exchange.Accepted = true;
                sandbox.Recorder.Accept(exchange.Arrival, valid.Events);
                return new SandboxAnswer(StatusCodes.Status202Accepted);
            default:
                throw new InvalidOperationException("Unknown case.");
        }
    }
}
