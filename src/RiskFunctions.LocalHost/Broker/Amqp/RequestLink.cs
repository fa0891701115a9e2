using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;
using Microsoft.Azure.Amqp.Framing;
using RiskFunctions.Delivery;
using RiskFunctions.LocalHost.Broker.Amqp.Wire;
using RiskFunctions.LocalHost.Broker.Messages;

namespace RiskFunctions.LocalHost.Broker.Amqp;

/// <summary>Requests that come over one link and are answered over another one of the connection, named by <c>reply-to</c>.</summary>
internal sealed class RequestLink(ClientConnection connection, ReceivingAmqpLink link, IRequestNode node)
{
    /// <summary>A client that asks and never reads the answers is cut off.</summary>
    private const int MostUnread = 1000;

    private long _lastTag;

    public static AmqpLink Create(AmqpSession session, AmqpLinkSettings settings, IRequestNode node)
    {
        var link = new ReceivingAmqpLink(session, settings);
        var requests = new RequestLink((ClientConnection)session.Connection, link, node);
        link.RegisterMessageListener(requests.Take);
        return link;
    }

    private void Take(AmqpMessage request)
    {
        using (request)
        {
            link.DisposeDelivery(request, settled: true, Answer(request));
        }
    }

    private Outcome Answer(AmqpMessage request)
    {
        try
        {
            var properties = request.Properties;
            if (properties.ReplyTo?.ToString() is not { } address || connection.FindReplyLink(address) is not { } replies)
            {
                throw AmqpFault.BadRequest("reply-to: no link of this connection has this address.");
            }

            if (replies.Available > MostUnread)
            {
                throw new AmqpException(AmqpErrorCode.ResourceLimitExceeded, "The answers to earlier requests have not been read.");
            }

            var reply = Ask(request);
            reply.Properties.CorrelationId = properties.MessageId;
            replies.SendMessageNoWait(reply, new ArraySegment<byte>(BitConverter.GetBytes(Interlocked.Increment(ref _lastTag))), AmqpConstants.NullBinary);
            return AmqpConstants.AcceptedOutcome;
        }
        catch (Exception fault)
        {
            // The decoder reads a stranger's bytes, and the link may close at any moment.
            return new Rejected { Error = AmqpFault.Of(fault) };
        }
    }

    private AmqpMessage Ask(AmqpMessage request)
    {
        try
        {
            var operation = request.ApplicationProperties.Map.TryGetValue<string>("operation", out var name) ? name : "";
            return node.Answer(operation, request.ValueBody?.Value as AmqpMap ?? []);
        }
        catch (Exception fault) when (fault is AmqpException or LockLostException or ArgumentException or MessageTooLargeException)
        {
            return node.Refuse(AmqpFault.Of(fault));
        }
    }
}
