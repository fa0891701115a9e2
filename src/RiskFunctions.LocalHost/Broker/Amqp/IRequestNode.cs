using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;
using Microsoft.Azure.Amqp.Framing;

namespace RiskFunctions.LocalHost.Broker.Amqp;

/// <summary>Answers requests.</summary>
internal interface IRequestNode
{
    /// <exception cref="AmqpException">It cannot be done; the error says why.</exception>
    /// <exception cref="Delivery.LockLostException">A lock that it names is no longer held.</exception>
    AmqpMessage Answer(string operation, AmqpMap body);

    /// <summary>The answer that says why not.</summary>
    AmqpMessage Refuse(Error error);
}
