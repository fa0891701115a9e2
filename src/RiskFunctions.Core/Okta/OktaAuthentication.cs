namespace RiskFunctions.Okta;

/// <summary>How requests to Okta prove who they are.</summary>
public enum OktaAuthentication
{
    /// <summary>An API token in the SSWS scheme.</summary>
    ApiToken,

    /// <summary>OAuth 2.0 client credentials with a signed assertion.</summary>
    PrivateKeyJwt,
}
