namespace RiskFunctions.LocalHost.Commands;

/// <summary>A command cannot use the broker that was named. The message says why.</summary>
internal sealed class BrokerAccessException : Exception
{
    public BrokerAccessException()
    {
    }

    public BrokerAccessException(string message)
        : base(message)
    {
    }

    public BrokerAccessException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
