namespace RiskFunctions.LocalHost.Sandbox.SecurityEvents;

/// <summary>A provider of security events as Okta registers one: issuer and key set, or the URL of a document that names both.</summary>
internal sealed record SecurityEventsProvider
{
    private const int LongestIssuer = 700;
    private const int LongestUrl = 1000;

    /// <summary>The <c>iss</c> of its SETs, to the letter. Null when <see cref="WellKnownUrl"/> leads to it.</summary>
    public string? Issuer { get; init; }

    /// <summary>Where its public keys are. Null when <see cref="WellKnownUrl"/> leads there.</summary>
    public Uri? JwksUrl { get; init; }

    /// <summary>Where its transmitter configuration is, with <c>issuer</c> and <c>jwks_uri</c>. Null when the other two are given.</summary>
    public Uri? WellKnownUrl { get; init; }

    /// <summary>Whether keys may come from there: https, or any URL of this machine.</summary>
    public static bool IsAllowed(Uri? url) =>
        url is { IsAbsoluteUri: true, OriginalString.Length: <= LongestUrl }
        && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback));

    /// <exception cref="SandboxConfigurationException">A value makes no sense; the message names it.</exception>
    public void Validate()
    {
        var isDirect = Issuer is not null && JwksUrl is not null && WellKnownUrl is null;
        var isWellKnown = Issuer is null && JwksUrl is null && WellKnownUrl is not null;
        SandboxConfigurationException.ThrowUnless(isDirect || isWellKnown, "A provider of security events has issuer and jwks_url, or well_known_url alone.");
        SandboxConfigurationException.ThrowUnless(Issuer is null or { Length: > 0 and <= LongestIssuer }, $"issuer must have 1 to {LongestIssuer} characters.");
        SandboxConfigurationException.ThrowUnless(
            IsAllowed(JwksUrl ?? WellKnownUrl), "jwks_url and well_known_url must be https, or http on this machine, with at most 1000 characters.");
    }
}
