namespace RiskFunctions.Okta;

/// <summary>The credential itself was refused before any risk event could be sent. The message says what to fix, and never holds a secret.</summary>
public sealed class AuthorizationRefusedException : Exception
{
    public AuthorizationRefusedException()
    {
    }

    public AuthorizationRefusedException(string message)
        : base(message)
    {
    }

    public AuthorizationRefusedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
