using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;

namespace RiskFunctions.LocalHost.Broker.Amqp;

/// <summary>
/// A session that reads a client's decision about a delivery only when the delivery's sending has ended. Otherwise the library takes a delivery that is
/// settled by then for one that was sent settled, and says Accepted: a message that the client gave back at once would be completed.
/// </summary>
internal sealed class ClientSession(AmqpConnection connection, AmqpSessionSettings settings, ILinkFactory links) : AmqpSession(connection, settings, links)
{
    private readonly Lock _sending = new();

    public bool TrySend(SendingAmqpLink link, Microsoft.Azure.Amqp.Delivery delivery)
    {
        lock (_sending)
        {
            return link.TrySendDelivery(delivery);
        }
    }

    public override void ProcessFrame(Frame frame)
    {
        if (frame.Command is Disposition)
        {
            // Not kept: a decision may make the next message leave.
            lock (_sending)
            {
            }
        }

        base.ProcessFrame(frame);
    }
}
