namespace RiskFunctions.Okta;

/// <summary>Settings under <c>Okta</c>.</summary>
public sealed class OktaOptions
{
    public const string Section = "Okta";

    /// <summary>The org's https origin, for example <c>https://contoso.okta.com</c>. http is accepted on loopback only. Required.</summary>
    public Uri? OrgUrl { get; set; }

    /// <summary>How requests prove who they are. Default: an API token.</summary>
    public OktaAuthentication Authentication { get; set; } = OktaAuthentication.ApiToken;

    /// <summary>Name of the secret that holds the API token. Default <c>okta-api-token</c>.</summary>
    public string ApiTokenSecret { get; set; } = "okta-api-token";

    /// <summary>Client id of the OAuth 2.0 service app. Required with <see cref="OktaAuthentication.PrivateKeyJwt"/>.</summary>
    public string? ClientId { get; set; }

    /// <summary>Name of the secret that holds the service app's private key (JWK or PEM). Default <c>okta-private-key</c>.</summary>
    public string PrivateKeySecret { get; set; } = "okta-private-key";

    /// <summary>Proof of possession for access tokens. Default: used when the server asks. Has no effect with an API token.</summary>
    public DPoPUse DPoP { get; set; } = DPoPUse.Auto;
}
