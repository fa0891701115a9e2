using Azure.Core.Amqp;

namespace Azure.Messaging.ServiceBus;

public static class ServiceBusModelFactory
{
    public static ServiceBusReceivedMessage ServiceBusReceivedMessage(
        BinaryData? body = default,
        string? messageId = default,
        string? contentType = default,
        IDictionary<string, object>? properties = default,
        int deliveryCount = default,
        DateTimeOffset lockedUntil = default,
        DateTimeOffset enqueuedTime = default) =>
        new(new AmqpAnnotatedMessage(AmqpMessageBody.FromData([body?.ToMemory() ?? ReadOnlyMemory<byte>.Empty])))
        {
            MessageId = messageId,
            ContentType = contentType,
            ApplicationProperties = new Dictionary<string, object>(properties ?? new Dictionary<string, object>()),
            DeliveryCount = deliveryCount,
            LockedUntil = lockedUntil,
            EnqueuedTime = enqueuedTime,
        };
}
