namespace RiskFunctions.Okta;

/// <summary>
/// A credential cannot be had or used now: Okta's token endpoint, or the store of the published keys, is down, throttled, or out of reach. Nothing was
/// refused, so the request may be tried again later as it is. The message never holds a secret.
/// </summary>
public sealed class CredentialUnavailableException : Exception
{
    public CredentialUnavailableException()
    {
    }

    public CredentialUnavailableException(string message)
        : base(message)
    {
    }

    public CredentialUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public CredentialUnavailableException(string message, TimeSpan? retryAfter)
        : base(message) => RetryAfter = retryAfter;

    /// <summary>How long Okta asked to wait; null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; }
}
