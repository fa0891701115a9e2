namespace RiskFunctions.Secrets;

/// <summary>A secret could not be read. <see cref="Exception.Message"/> names source and secret and what to do; it never holds a value.</summary>
public sealed class SecretUnavailableException : Exception
{
    public SecretUnavailableException()
    {
    }

    public SecretUnavailableException(string message)
        : base(message)
    {
    }

    public SecretUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
