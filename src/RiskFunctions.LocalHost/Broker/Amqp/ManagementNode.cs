using System.Collections;
using System.Globalization;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;
using Microsoft.Azure.Amqp.Framing;
using RiskFunctions.LocalHost.Broker.Amqp.Wire;
using RiskFunctions.LocalHost.Broker.Messages;
using RiskFunctions.LocalHost.Broker.Queues;

namespace RiskFunctions.LocalHost.Broker.Amqp;

/// <summary>
/// <c>$management</c> of the topic or of a queue
/// (https://learn.microsoft.com/azure/service-bus-messaging/service-bus-amqp-request-response).
/// </summary>
/// <param name="broker">Does it.</param>
/// <param name="queue">What it is about; null for the topic.</param>
internal sealed class ManagementNode(InMemoryBroker broker, QueueAddress? queue) : IRequestNode
{
    /// <summary>A peek gives fewer than asked for when they are large, as an answer is one message.</summary>
    private const int MostPeekedBytes = 1024 * 1024;

    public AmqpMessage Answer(string operation, AmqpMap body) => operation switch
    {
        "com.microsoft:renew-lock" => Ok("expirations", Tokens(body).Select(token => broker.Renew(token).UtcDateTime).ToArray()),
        "com.microsoft:peek-message" => Peek(body),
        "com.microsoft:update-disposition" => Settle(body),
        "com.microsoft:schedule-message" => Ok("sequence-numbers", Schedule(body)),
        "com.microsoft:cancel-scheduled-message" => Cancel(body),
        _ => throw AmqpFault.NotImplemented($"the operation '{operation}'"),
    };

    public AmqpMessage Refuse(Error error)
    {
        var condition = error.Condition.Value;
        var status =
            condition == AmqpErrorCode.NotImplemented.Value ? AmqpResponseStatusCode.NotImplemented
            : condition.EndsWith("lock-lost", StringComparison.Ordinal) ? AmqpResponseStatusCode.Gone
            : condition.EndsWith("not-found", StringComparison.Ordinal) ? AmqpResponseStatusCode.NotFound
            : condition == AmqpErrorCode.MessageSizeExceeded.Value ? AmqpResponseStatusCode.Forbidden
            : AmqpResponseStatusCode.BadRequest;
        var reply = Reply(AmqpMessage.Create(), status, error.Description);
        reply.ApplicationProperties.Map["errorCondition"] = error.Condition;
        return reply;
    }

    private static AmqpMessage Ok(string name, object value) =>
        Reply(AmqpMessage.Create(new AmqpValue { Value = new AmqpMap { [new MapKey(name)] = value } }), AmqpResponseStatusCode.OK, "OK");

    private static AmqpMessage Reply(AmqpMessage message, AmqpResponseStatusCode status, string description)
    {
        message.ApplicationProperties.Map["statusCode"] = (int)status;
        message.ApplicationProperties.Map["statusDescription"] = description;
        return message;
    }

    private static Guid[] Tokens(AmqpMap body) => Items<Guid>(body, "lock-tokens");

    private static T[] Items<T>(AmqpMap body, string name) =>
        body[new MapKey(name)] is IEnumerable items && items.Cast<object>().ToArray() is { Length: > 0 } all && all.All(item => item is T)
            ? [.. all.Cast<T>()]
            : throw AmqpFault.BadRequest($"{name}: missing, empty, or not of the right type.");

    private static long Number(AmqpMap body, string name) => body[new MapKey(name)] switch
    {
        long or int or uint or short or ushort or byte or sbyte => Convert.ToInt64(body[new MapKey(name)], CultureInfo.InvariantCulture),
        _ => throw AmqpFault.BadRequest($"{name}: missing, or no number."),
    };

    private static string Text(AmqpMap body, string name) => body[new MapKey(name)] as string ?? "";

    private AmqpMessage Peek(AmqpMap body)
    {
        var from = queue ?? throw AmqpFault.NotAllowed("A topic has no messages to peek at: they are in its subscriptions.");
        var max = (int)Math.Clamp(Number(body, "message-count"), 1, 1000);
        List<AmqpMap> messages = [];
        var bytes = 0;
        foreach (var encoded in broker.Peek(from, Number(body, "from-sequence-number"), max).Select(MessageWriter.Encode))
        {
            bytes += encoded.Count;
            if (messages.Count > 0 && bytes > MostPeekedBytes)
            {
                break;
            }

            messages.Add(new AmqpMap { [new MapKey("message")] = encoded });
        }

        return messages.Count > 0 ? Ok("messages", messages) : Reply(AmqpMessage.Create(), AmqpResponseStatusCode.NoContent, "No message.");
    }

    private AmqpMessage Settle(AmqpMap body)
    {
        var status = Text(body, "disposition-status");
        var properties = DispositionOutcome.ReadProperties(body[new MapKey("properties-to-modify")] as AmqpMap);
        foreach (var token in Tokens(body))
        {
            switch (status)
            {
                case "completed":
                    broker.Complete(token);
                    break;
                case "abandoned":
                    broker.Abandon(token, properties);
                    break;
                case "suspended":
                    broker.MoveToDeadLetters(token, Text(body, "deadletter-reason"), Text(body, "deadletter-description"), properties);
                    break;
                default:
                    throw AmqpFault.NotImplemented($"the disposition '{status}'");
            }
        }

        return Reply(AmqpMessage.Create(), AmqpResponseStatusCode.OK, "OK");
    }

    private long[] Schedule(AmqpMap body)
    {
        RequireTopic();
        var messages = Items<AmqpMap>(body, "messages").Select(entry => entry[new MapKey("message")] is ArraySegment<byte> bytes
            ? MessageReader.ReadEncoded(bytes)
            : throw AmqpFault.BadRequest("messages: an entry holds no message."));
        return [.. messages.ToList().ConvertAll(broker.Schedule)];
    }

    private AmqpMessage Cancel(AmqpMap body)
    {
        RequireTopic();
        foreach (var number in Items<long>(body, "sequence-numbers").Where(number => !broker.CancelScheduled(number)))
        {
            throw AmqpFault.NoSuchMessage(number);
        }

        return Reply(AmqpMessage.Create(), AmqpResponseStatusCode.OK, "OK");
    }

    private void RequireTopic()
    {
        if (queue is not null)
        {
            throw AmqpFault.NotAllowed("Messages are scheduled at the topic, not at a subscription.");
        }
    }
}
