using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;
using RiskFunctions.LocalHost.Broker.Messages;

namespace RiskFunctions.LocalHost.Broker.Amqp.Wire;

/// <summary>Writes a message of the broker as Service Bus gives it to a receiver.</summary>
internal static class MessageWriter
{
    private const int Active = 0;

    /// <summary>A message under a lock, ready to be transferred.</summary>
    public static AmqpMessage Write(DeliveredMessage message) =>
        AmqpMessage.CreateAmqpStreamMessage(new BufferListStream(Segments(message, peeked: false)), payloadInitialized: true);

    /// <summary>The bytes of a message that is only shown.</summary>
    public static ArraySegment<byte> Encode(DeliveredMessage message)
    {
        var stream = new BufferListStream(Segments(message, peeked: true));
        return stream.ReadBytes((int)stream.Length);
    }

    private static ArraySegment<byte>[] Segments(DeliveredMessage message, bool peeked)
    {
        using var sections = AmqpMessage.Create();

        // On the wire it is the number of deliveries that failed, which a peek does not add to.
        sections.Header.DeliveryCount = (uint)(peeked ? message.DeliveryCount : message.DeliveryCount - 1);
        sections.Header.Ttl = Milliseconds(message.ExpiresAt - message.EnqueuedAt);
        Annotate(sections.MessageAnnotations.Map, message, peeked);
        Describe(sections.Properties, message);
        Fill(sections.ApplicationProperties.Map, message);
        var body = message.Sent.Body;
        return message.Sent.BodyKind == BodyKind.Data
            ? [.. sections.GetPayload(), Data.GetEncodedPrefix(body.Length), Segment(body)]
            : [.. sections.GetPayload(), Segment(body)];
    }

    private static void Annotate(Annotations annotations, DeliveredMessage message, bool peeked)
    {
        annotations[AmqpName.SequenceNumber] = message.SequenceNumber;
        annotations[AmqpName.EnqueuedSequenceNumber] = message.EnqueuedSequenceNumber;
        annotations[AmqpName.EnqueuedTime] = message.EnqueuedAt.UtcDateTime;
        annotations[AmqpName.State] = Active;
        if (!peeked)
        {
            annotations[AmqpName.LockedUntil] = message.LockedUntil.UtcDateTime;
        }

        if (message.Sent.Envelope.PartitionKey is { } key)
        {
            annotations[AmqpName.PartitionKey] = key;
        }

        if (message.Sent.ScheduledEnqueueTime is { } due)
        {
            annotations[AmqpName.ScheduledTime] = due.UtcDateTime;
        }
    }

    private static void Describe(Properties properties, DeliveredMessage message)
    {
        var envelope = message.Sent.Envelope;
        properties.MessageId = message.MessageId;
        properties.Subject = envelope.Subject;
        properties.CorrelationId = envelope.CorrelationId is { } correlation ? (MessageId)correlation : null;
        properties.To = envelope.To is { } to ? (Address)to : null;
        properties.ReplyTo = envelope.ReplyTo is { } replyTo ? (Address)replyTo : null;
        properties.ReplyToGroupId = envelope.ReplyToSessionId;
        properties.GroupId = envelope.SessionId;
        if (message.Sent.ContentType is { } type)
        {
            properties.ContentType = type;
        }

        properties.CreationTime = message.EnqueuedAt.UtcDateTime;
        properties.AbsoluteExpiryTime = message.ExpiresAt.UtcDateTime;
    }

    private static void Fill(PropertiesMap properties, DeliveredMessage message)
    {
        foreach (var (name, value) in message.Sent.Properties)
        {
            properties[name] = AmqpProperty.Write(value);
        }

        Add(properties, AmqpName.DeadLetterReason, message.DeadLetterReason);
        Add(properties, AmqpName.DeadLetterDescription, message.DeadLetterDescription);
    }

    private static void Add(PropertiesMap properties, string name, string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            properties[name] = text;
        }
    }

    private static uint Milliseconds(TimeSpan span) => span.TotalMilliseconds < uint.MaxValue ? (uint)span.TotalMilliseconds : uint.MaxValue;

    private static ArraySegment<byte> Segment(ReadOnlyMemory<byte> bytes) =>
        System.Runtime.InteropServices.MemoryMarshal.TryGetArray(bytes, out var segment) ? segment : new ArraySegment<byte>(bytes.ToArray());
}
