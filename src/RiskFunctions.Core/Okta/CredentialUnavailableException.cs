namespace RiskFunctions.Okta;

/// <summary>
/// Okta's token endpoint could not be asked now: it is down, throttled, or out of reach. Nothing was refused, so the request may
/// be tried again later as it is. The message never holds a secret.
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
