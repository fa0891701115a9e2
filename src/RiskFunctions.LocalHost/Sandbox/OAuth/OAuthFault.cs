namespace RiskFunctions.LocalHost.Sandbox.OAuth;

/// <summary>A refusal in OAuth's words (RFC 6749 section 5.2; okta-developer-docs, data/oauth2-error-codes.json).</summary>
/// <param name="Error">For example <c>invalid_client</c>.</param>
/// <param name="Description">What is wrong; holds no secret.</param>
internal sealed record OAuthFault(string Error, string Description)
{
    public const string NonceNeeded = "use_dpop_nonce";

    public int Status => Error switch
    {
        "invalid_client" => StatusCodes.Status401Unauthorized,
        "server_error" => StatusCodes.Status500InternalServerError,
        _ => StatusCodes.Status400BadRequest,
    };

    public static OAuthFault InvalidClient(string description) => new("invalid_client", description);

    public static OAuthFault InvalidRequest(string description) => new("invalid_request", description);

    public static OAuthFault InvalidScope(string description) => new("invalid_scope", description);

    public static OAuthFault InvalidProof(string description) => new("invalid_dpop_proof", description);

    public static OAuthFault UseNonce() => new(NonceNeeded, "Authorization server requires nonce in DPoP proof.");
}
