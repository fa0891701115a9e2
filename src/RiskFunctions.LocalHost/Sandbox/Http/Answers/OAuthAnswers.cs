using RiskFunctions.LocalHost.Sandbox.OAuth;

namespace RiskFunctions.LocalHost.Sandbox.Http.Answers;

/// <summary>OAuth's answers, whose body differs from that of Okta's other errors.</summary>
internal static class OAuthAnswers
{
    private const string NonceHeader = "dpop-nonce";
    private const string Algorithms = "RS256 RS384 RS512 ES256";

    public static SandboxAnswer Token(TokenResult.Issued issued) => SandboxAnswer.Json(StatusCodes.Status200OK, json =>
    {
        json.WriteStartObject();
        json.WriteString("token_type", issued.Token.Thumbprint is null ? "Bearer" : "DPoP");
        json.WriteNumber("expires_in", (long)issued.Lifetime.TotalSeconds);
        json.WriteString("access_token", issued.Text);
        json.WriteString("scope", string.Join(' ', issued.Token.Scopes));
        json.WriteEndObject();
    }).With("Cache-Control", "no-store");

    /// <summary>A refusal of the token endpoint.</summary>
    public static SandboxAnswer Refused(OAuthFault fault) => Body(fault, fault.Status);

    /// <summary>A refusal of a resource whose DPoP proof does not do (RFC 9449 sections 7.1 and 9): 401 when a nonce is wanted, else 400.</summary>
    public static SandboxAnswer ResourceRefused(OAuthFault fault)
    {
        var wantsNonce = string.Equals(fault.Error, OAuthFault.NonceNeeded, StringComparison.Ordinal);
        var challenge = $"DPoP algs=\"{Algorithms}\", error=\"{fault.Error}\", error_description=\"{fault.Description}\"";
        return Body(fault, wantsNonce ? StatusCodes.Status401Unauthorized : StatusCodes.Status400BadRequest).With("WWW-Authenticate", challenge);
    }

    public static SandboxAnswer WithNonce(this SandboxAnswer answer, string nonce) => answer.With(NonceHeader, nonce);

    private static SandboxAnswer Body(OAuthFault fault, int status) => SandboxAnswer.Json(status, json =>
    {
        json.WriteStartObject();
        json.WriteString("error", fault.Error);
        json.WriteString("error_description", fault.Description);
        json.WriteEndObject();
    });
}
