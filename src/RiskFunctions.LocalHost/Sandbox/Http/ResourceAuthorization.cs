using System.Security.Cryptography;
using System.Text;
using RiskFunctions.LocalHost.Sandbox.Http.Answers;
using RiskFunctions.LocalHost.Sandbox.OAuth;

namespace RiskFunctions.LocalHost.Sandbox.Http;

/// <summary>Decides whether a request may send risk events: by API token, by Bearer token, or by a token that is bound to a key.</summary>
internal sealed class ResourceAuthorization(OktaSandbox sandbox)
{
    private const string Realm = "realm=\"sandbox\"";

    /// <summary>Null when the request may; else the refusal. A DPoP proof is used up by this.</summary>
    public SandboxAnswer? Check(HttpRequest request)
    {
        if (request.Headers.Authorization is not [{ } authorization] || authorization.Split(' ') is not [var scheme, { Length: > 0 } credential])
        {
            return OktaErrors.InvalidToken();
        }

        return scheme.ToUpperInvariant() switch
        {
            "SSWS" => CheckApiToken(credential),
            "BEARER" => CheckBearer(credential),
            "DPOP" => CheckBound(request, credential),
            _ => OktaErrors.InvalidToken(),
        };
    }

    private SandboxAnswer? CheckApiToken(string token)
    {
        if (Same(token, sandbox.ApiToken))
        {
            return null;
        }

        return Same(token, sandbox.Options.ForbiddenApiToken) ? OktaErrors.Forbidden() : OktaErrors.InvalidToken();
    }

    private SandboxAnswer? CheckBearer(string text)
    {
        if (sandbox.OAuth.FindToken(text) is not { } token)
        {
            return InvalidToken("Bearer");
        }

        return token.Thumbprint is null
            ? CheckScope("Bearer", token)
            : OAuthAnswers.ResourceRefused(OAuthFault.InvalidRequest("The access token is bound to a key and needs the DPoP scheme."));
    }

    private SandboxAnswer? CheckBound(HttpRequest request, string text)
    {
        if (sandbox.OAuth.FindToken(text) is not { Thumbprint: not null } token)
        {
            return InvalidToken("DPoP");
        }

        if (sandbox.OAuth.CheckProof([.. request.Headers["DPoP"].OfType<string>()], request.Method, RequestUrl.Of(request), text, token) is { } fault)
        {
            var answer = OAuthAnswers.ResourceRefused(fault);
            return sandbox.OAuth.Options.NonceOnResources ? answer.WithNonce(sandbox.OAuth.Nonce) : answer;
        }

        return CheckScope("DPoP", token);
    }

    private static SandboxAnswer? CheckScope(string scheme, AccessToken token) =>
        token.Scopes.Contains(ServiceApp.RiskEventsScope, StringComparer.Ordinal)
            ? null
            : OktaErrors.Forbidden().With("WWW-Authenticate", $"{scheme} {Realm}, error=\"insufficient_scope\", scope=\"{ServiceApp.RiskEventsScope}\"");

    private static SandboxAnswer InvalidToken(string scheme) =>
        OktaErrors.InvalidToken().With("WWW-Authenticate", $"{scheme} {Realm}, error=\"invalid_token\"");

    private static bool Same(string given, string? known) =>
        known is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(known));
}
