using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;
using Microsoft.Azure.Amqp.Framing;
using RiskFunctions.LocalHost.Broker.Amqp.Wire;

namespace RiskFunctions.LocalHost.Broker.Amqp;

/// <summary><c>$cbs</c>: accepts any token. Every program of this machine may use this broker.</summary>
internal sealed class TokenNode : IRequestNode
{
    public AmqpMessage Answer(string operation, AmqpMap body) => operation is "put-token" or "delete-token"
        ? Reply(202, "Accepted")
        : throw AmqpFault.NotImplemented($"the operation '{operation}' of {AmqpName.TokenAddress}");

    public AmqpMessage Refuse(Error error) => Reply(400, error.Description);

    private static AmqpMessage Reply(int status, string description)
    {
        var reply = AmqpMessage.Create();
        reply.ApplicationProperties.Map["status-code"] = status;
        reply.ApplicationProperties.Map["status-description"] = description;
        return reply;
    }
}
