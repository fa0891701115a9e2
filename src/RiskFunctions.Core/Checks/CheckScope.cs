namespace RiskFunctions.Checks;

/// <summary>What a check may send, and where it looks.</summary>
public sealed record CheckScope
{
    /// <summary>An address for the test event of the Risk Events API; null sends none.</summary>
    public DocumentationAddress? TestAddress { get; init; }

    /// <summary>Whether a test token is sent when security events are on. It names a user of <c>example.invalid</c>, a domain that nobody has.</summary>
    public bool SendTestToken { get; init; }

    /// <summary>Where the public keys are; null finds them by the issuer, as SSF 1.0 section 7.2 says.</summary>
    public Uri? KeySet { get; init; }
}
