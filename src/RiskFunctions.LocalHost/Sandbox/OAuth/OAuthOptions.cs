namespace RiskFunctions.LocalHost.Sandbox.OAuth;

/// <summary>The org's authorization server.</summary>
internal sealed record OAuthOptions
{
    /// <summary>The apps that may ask for tokens. Default: none.</summary>
    public IReadOnlyList<ServiceApp> Apps { get; init; } = [];

    /// <summary>Default: off.</summary>
    public DPoPMode DPoP { get; init; } = DPoPMode.Off;

    /// <summary>How long an access token lives. Default 1 h, which is fixed at Okta.</summary>
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>When the server comes up with a new nonce. Default 24 h (Okta's guide on DPoP).</summary>
    public TimeSpan NonceRotation { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long a nonce works after it was made. Default 72 h (Okta's guide on DPoP).</summary>
    public TimeSpan NonceLifetime { get; init; } = TimeSpan.FromHours(72);

    /// <summary>Whether risk event requests need a nonce too. Default false, as at Okta now; RFC 9449 section 9 allows it.</summary>
    public bool NonceOnResources { get; init; }

    /// <exception cref="SandboxConfigurationException">A value makes no sense; the message names it.</exception>
    public void Validate()
    {
        SandboxConfigurationException.ThrowUnless(TokenLifetime > TimeSpan.Zero, "OAuth.TokenLifetime must be longer than nothing.");
        SandboxConfigurationException.ThrowUnless(NonceRotation > TimeSpan.Zero, "OAuth.NonceRotation must be longer than nothing.");
        SandboxConfigurationException.ThrowUnless(NonceLifetime >= NonceRotation, "OAuth.NonceLifetime must not be shorter than OAuth.NonceRotation.");
    }
}
