using RiskFunctions.Okta.OAuth.DPoP;
using RiskFunctions.Okta.OAuth.Keys;

namespace RiskFunctions.Okta.OAuth.Tokens;

/// <summary>
/// Says what to fix when the token endpoint refuses (codes: oauth2-error-codes.json in okta-developer-docs). Client id and key id are no secrets.
/// </summary>
internal sealed class TokenErrors(OktaOptions options, ServerClock clock)
{
    public const string ProofDemandedWhileOff =
        "Okta demands a DPoP proof, and the setting Okta:DPoP is Off. Set Okta:DPoP to Auto, or turn off " +
        "'Require Demonstrating Proof of Possession (DPoP) header in token requests' in the service app's general settings.";

    public const string NotBound =
        "Okta handed out a Bearer token, and the setting Okta:DPoP is Required. Turn on " +
        "'Require Demonstrating Proof of Possession (DPoP) header in token requests' in the service app's general settings, or set Okta:DPoP to Auto.";

    private static readonly TimeSpan NotableOffset = TimeSpan.FromMinutes(1);

    public string Explain(TokenAnswer.Refused refused, SigningKey key)
    {
        var said = (refused.Error, refused.Description) switch
        {
            ("", "") => string.Create(CultureInfo.InvariantCulture, $"Okta's token endpoint answered {(int)refused.Status}."),
            (var error, "") => $"Okta refused the token request: {error}.",
            var (error, description) => $"Okta refused the token request: {error} ({description}).",
        };
        return $"{said} {Fix(refused, key)}";
    }

    private string Fix(TokenAnswer.Refused refused, SigningKey key) => refused.Error switch
    {
        "invalid_client" =>
            $"Check in Okta that a service app with client id '{options.ClientId}' (Okta:ClientId) is active, " +
            $"that its client authentication is 'Public key / Private key', and that the public key with kid '{key.Kid}' is registered there and active." +
            $"{Kid(key)}{Clock()}",
        "invalid_scope" =>
            $"Grant the scope {TokenEndpoint.Scope} to the service app '{options.ClientId}' (tab Okta API Scopes), and give the app an admin role.",
        "unauthorized_client" =>
            $"Allow the grant type 'Client Credentials' for the app '{options.ClientId}': it must be an API Services app.",
        "unsupported_grant_type" =>
            "The server does not know the grant type client_credentials: check that Okta:OrgUrl is the org's own address, without a path.",
        "invalid_request" =>
            "Okta did not understand the request: check that Okta:OrgUrl is the org's own address (not the -admin one) " +
            "and that the app authenticates with a public key.",
        "invalid_dpop_proof" =>
            $"Okta does not accept the DPoP proof. A proxy that changes the address or drops the DPoP header is a usual cause.{Clock()}",
        "use_dpop_nonce" =>
            "Okta asked for a DPoP nonce and did not accept the one it handed out, or handed out none. " +
            "A proxy that drops the DPoP-Nonce header is a usual cause.",
        "access_denied" =>
            "A policy or a network zone of the org forbids it: check the app's network restrictions and admin role, " +
            $"and the System Log for client '{options.ClientId}'.",
        _ => Status(refused.Status),
    };

    private static string Status(HttpStatusCode status) => (int)status switch
    {
        >= 300 and < 400 => "Redirects are not followed: set Okta:OrgUrl to the address that the org really has.",
        404 or 405 => "There is no token endpoint: check that Okta:OrgUrl is the org's own address.",
        _ => "Look for the client's entry in Okta's System Log.",
    };

    private static string Kid(SigningKey key) => key.KidIsThumbprint
        ? " The stored key names no kid, so its RFC 7638 thumbprint is used: register the public JWK with that kid, " +
            "or store the private JWK with the kid that Okta shows."
        : "";

    private string Clock() => clock.Offset.Duration() < NotableOffset
        ? ""
        : string.Create(
            CultureInfo.InvariantCulture,
            $" This machine's clock is {Math.Abs(clock.Offset.TotalSeconds):0} s {(clock.Offset > TimeSpan.Zero ? "behind" : "ahead of")} Okta's; " +
            $"it was allowed for.");
}
