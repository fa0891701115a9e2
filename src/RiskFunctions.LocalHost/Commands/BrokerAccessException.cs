namespace RiskFunctions.LocalHost.Commands;

/// <summary>A command cannot work with the broker that it was pointed at; the message says why, in words.</summary>
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
