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
        DateTimeOffset enqueuedTime = default)
    {
        var message = new AmqpAnnotatedMessage(AmqpMessageBody.FromData([body?.ToMemory() ?? ReadOnlyMemory<byte>.Empty]));
        message.Header.DeliveryCount = (uint)deliveryCount;
        return new(message)
        {
            MessageId = messageId,
            ContentType = contentType,
            ApplicationProperties = new Dictionary<string, object>(properties ?? new Dictionary<string, object>()),
            LockedUntil = lockedUntil,
            EnqueuedTime = enqueuedTime,
        };
    }
}
