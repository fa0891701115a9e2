namespace RiskFunctions.LocalHost.Broker.Rest;

/// <summary>A send that is not what Service Bus's REST interface takes. The message names the part and its fault.</summary>
public sealed class MalformedSendException : Exception
{
    public MalformedSendException()
    {
    }

    public MalformedSendException(string message)
        : base(message)
    {
    }

    public MalformedSendException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
