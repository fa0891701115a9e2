namespace RiskFunctions.LocalHost.Sandbox.OAuth;

/// <summary>What a DPoP proof must be about.</summary>
internal sealed record ProofExpectation
{
    /// <summary>The method of the request.</summary>
    public required string Method { get; init; }

    /// <summary>The URL of the request, without query and fragment.</summary>
    public required string Url { get; init; }

    /// <summary>The access token that comes with the request; null at the token endpoint, where there is none yet.</summary>
    public string? AccessToken { get; init; }

    /// <summary>The thumbprint that the token is bound to; null at the token endpoint.</summary>
    public string? Thumbprint { get; init; }

    /// <summary>Whether one of the server's nonces must stand in it.</summary>
    public required bool NeedsNonce { get; init; }
}
