using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using RiskFunctions.LocalHost.Sandbox.Faults;
using RiskFunctions.LocalHost.Sandbox.Http.Answers;
using RiskFunctions.LocalHost.Sandbox.OAuth;

namespace RiskFunctions.LocalHost.Sandbox.Http;

/// <summary><c>POST /oauth2/v1/token</c>. Has a limit of its own, like every endpoint but that of risk events.</summary>
internal sealed class TokenEndpoint(OktaSandbox sandbox)
{
    public const string Path = "/oauth2/v1/token";

    private readonly FaultAnswers _faults = new(sandbox.Clock);

    public async Task HandleAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var reading = sandbox.TakeOther();
        var fault = sandbox.Faults.Draw(FaultEndpoint.Token).Fault;
        var answer = SandboxAnswer.Cut;
        try
        {
            answer = reading.Passed ? await AnswerAsync(http.Request, fault, cancellationToken) : OktaErrors.TooManyRequests();
        }
        finally
        {
            sandbox.Recorder.CompleteToken(answer.Status);
        }

        var now = sandbox.Clock.ServerNow;
        var headers = (fault is null ? null : _faults.HeadersFor(fault, reading)) ?? RateHeaders.For(reading, now);
        await answer.WriteAsync(http.Response, headers, now, cancellationToken);
    }

    private async Task<SandboxAnswer> AnswerAsync(HttpRequest request, Fault? fault, CancellationToken cancellationToken)
    {
        var body = await RequestBody.ReadAsync(request, cancellationToken);
        if (fault is not null)
        {
            sandbox.Recorder.Inject(fault.Name);
            if (await _faults.StrikeAsync(fault, cancellationToken) is { } struck)
            {
                return struck;
            }
        }

        var answer = body is null ? OktaErrors.TooLarge() : Answer(request, body);
        return fault?.Kind == FaultKind.ResetAfterAccept ? SandboxAnswer.Cut : answer;
    }

    private SandboxAnswer Answer(HttpRequest request, byte[] body)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !string.Equals(type.MediaType, "application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase))
        {
            return OAuthAnswers.Refused(OAuthFault.InvalidRequest("The content type is not application/x-www-form-urlencoded."));
        }

        var fields = QueryHelpers.ParseQuery(Encoding.UTF8.GetString(body));
        var answer = sandbox.OAuth.Request(new TokenRequest
        {
            Url = RequestUrl.Of(request),
            Fields = fields.ToDictionary(f => f.Key, f => (IReadOnlyList<string>)[.. f.Value.OfType<string>()], StringComparer.Ordinal),
            Proofs = [.. request.Headers["DPoP"].OfType<string>()],
        }) switch
        {
            TokenResult.Issued issued => OAuthAnswers.Token(issued),
            TokenResult.Refused refused => OAuthAnswers.Refused(refused.Fault),
            _ => throw new InvalidOperationException("Unknown case."),
        };
        return sandbox.OAuth.Options.DPoP == DPoPMode.Required ? answer.WithNonce(sandbox.OAuth.Nonce) : answer;
    }
}
