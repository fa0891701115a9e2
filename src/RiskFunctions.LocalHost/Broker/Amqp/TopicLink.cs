using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;
using RiskFunctions.LocalHost.Broker.Amqp.Wire;
using RiskFunctions.LocalHost.Broker.Messages;
using RiskFunctions.LocalHost.Broker.Queues;

namespace RiskFunctions.LocalHost.Broker.Amqp;

/// <summary>A client's sender. Its messages go to the topic, and are accepted or rejected with a reason.</summary>
internal static class TopicLink
{
    public static AmqpLink Create(AmqpSession session, AmqpLinkSettings settings, InMemoryBroker broker)
    {
        settings.MaxMessageSize = (ulong)broker.MaxMessageBytes;
        var link = new ReceivingAmqpLink(session, settings);
        link.RegisterMessageListener(message => Take(link, message, broker));
        return link;
    }

    private static void Take(ReceivingAmqpLink link, AmqpMessage message, InMemoryBroker broker)
    {
        using (message)
        {
            link.DisposeDelivery(message, settled: true, Send(message, broker));
        }
    }

    private static Outcome Send(AmqpMessage message, InMemoryBroker broker)
    {
        try
        {
            broker.Send(MessageReader.Read(message));
            return AmqpConstants.AcceptedOutcome;
        }
        catch (Exception fault) when (fault is AmqpException or MessageTooLargeException)
        {
            return new Rejected { Error = AmqpFault.Of(fault) };
        }
    }
}
