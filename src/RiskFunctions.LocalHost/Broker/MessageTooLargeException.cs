using System.Globalization;

namespace RiskFunctions.LocalHost.Broker;

/// <summary>A message, or a request that carries several, is over the broker's limit. Nothing of it was taken.</summary>
public sealed class MessageTooLargeException : Exception
{
    public MessageTooLargeException()
    {
    }

    public MessageTooLargeException(string message)
        : base(message)
    {
    }

    public MessageTooLargeException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public MessageTooLargeException(int limit)
        : base(string.Create(
            CultureInfo.InvariantCulture,
            $"Too large: a message, with its properties, may have at most {limit:N0} bytes, and so may a request that carries several (Service Bus Premium's default is 1,048,576)."))
    {
        Limit = limit;
    }

    /// <summary>In bytes.</summary>
    public int Limit { get; }
}
