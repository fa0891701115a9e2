namespace RiskFunctions.Okta;

/// <summary>
/// A credential cannot be had now: Okta's token endpoint or the store of the published keys is down, throttles, or is out of reach. Nothing was refused,
/// so the same request may be tried again later. The message never holds a secret.
/// </summary>
public sealed class CredentialUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>How long Okta asked to wait; null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
