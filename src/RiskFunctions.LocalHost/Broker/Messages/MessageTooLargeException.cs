using System.Globalization;

namespace RiskFunctions.LocalHost.Broker.Messages;

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
            $"Too large: the body of a message and the names and values of its properties may have at most {limit:N0} bytes together; " +
            $"of a request that carries several messages, the whole body too."))
    {
        Limit = limit;
    }

    /// <summary>In bytes.</summary>
    public int Limit { get; }
}
