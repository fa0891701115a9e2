using RiskFunctions.LocalHost.Sandbox.Http.Answers;

namespace RiskFunctions.LocalHost.Sandbox.Http;

/// <summary>Brings each request to its endpoint. Everything that no sender should ask for is counted as unexpected.</summary>
internal sealed class SandboxDispatcher(OktaSandbox sandbox)
{
    private readonly RiskEventsEndpoint _riskEvents = new(sandbox);
    private readonly TokenEndpoint _token = new(sandbox);
    private readonly SecurityEventsEndpoint _securityEvents = new(sandbox);
    private readonly ControlEndpoints _control = new(sandbox);

    public async Task DispatchAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var path = http.Request.Path.Value ?? "";
        if (path.StartsWith(ControlEndpoints.Prefix, StringComparison.Ordinal))
        {
            await WriteAsync(http, await _control.AnswerAsync(http.Request, cancellationToken), cancellationToken);
        }
        else if (path is not (RiskEventsEndpoint.Path or TokenEndpoint.Path or SecurityEventsEndpoint.Path))
        {
            sandbox.Recorder.Unexpected();
            await WriteAsync(http, OktaErrors.NotFound(), cancellationToken);
        }
        else if (!HttpMethods.IsPost(http.Request.Method))
        {
            sandbox.Recorder.Unexpected();
            await WriteAsync(http, OktaErrors.MethodNotAllowed(), cancellationToken);
        }
        else if (path is TokenEndpoint.Path)
        {
            await _token.HandleAsync(http, cancellationToken);
        }
        else if (path is SecurityEventsEndpoint.Path)
        {
            await _securityEvents.HandleAsync(http, cancellationToken);
        }
        else
        {
            await _riskEvents.HandleAsync(http, cancellationToken);
        }
    }

    private Task WriteAsync(HttpContext http, SandboxAnswer answer, CancellationToken cancellationToken)
    {
        var now = sandbox.Clock.ServerNow;
        return answer.WriteAsync(http.Response, RateHeaders.For(sandbox.TakeOther(), now), now, cancellationToken);
    }
}
