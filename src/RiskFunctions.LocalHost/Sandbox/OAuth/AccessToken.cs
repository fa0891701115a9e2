namespace RiskFunctions.LocalHost.Sandbox.OAuth;

/// <summary>What the org knows of an access token that it gave out.</summary>
internal sealed record AccessToken
{
    public required string ClientId { get; init; }

    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>By the server's clock.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>The key that the token is bound to (RFC 7638); null for a Bearer token.</summary>
    public required string? Thumbprint { get; init; }
}
