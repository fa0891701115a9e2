namespace RiskFunctions.LocalHost.Sandbox.OAuth;

/// <summary>An OAuth 2.0 service app that the org knows.</summary>
internal sealed record ServiceApp
{
    public const string RiskEventsScope = "okta.riskEvents.manage";

    public required string ClientId { get; init; }

    /// <summary>The public keys that sign its assertions, each a JWK with <c>kid</c>. Okta allows up to 50, so that keys can overlap.</summary>
    public required IReadOnlyList<string> PublicJwks { get; init; }

    /// <summary>The scopes that an admin granted. Default: <see cref="RiskEventsScope"/>.</summary>
    public IReadOnlyList<string> GrantedScopes { get; init; } = [RiskEventsScope];
}
