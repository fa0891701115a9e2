using System.Globalization;

namespace RiskFunctions.LocalHost.Broker.Amqp;

/// <summary>Another program listens on the port for AMQP. The message says what to do.</summary>
public sealed class AmqpPortTakenException : Exception
{
    public AmqpPortTakenException()
    {
    }

    public AmqpPortTakenException(string message)
        : base(message)
    {
    }

    public AmqpPortTakenException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public AmqpPortTakenException(int port, Exception innerException)
        : base(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Port {port} of 127.0.0.1 is taken, by a Service Bus emulator perhaps. Choose another for AMQP with --amqp-port (0 takes a free one)."),
            innerException)
    {
    }
}
