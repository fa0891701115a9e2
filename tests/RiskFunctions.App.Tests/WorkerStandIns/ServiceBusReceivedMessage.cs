using Azure.Core.Amqp;

namespace Azure.Messaging.ServiceBus;

public class ServiceBusReceivedMessage
{
    private readonly AmqpAnnotatedMessage _message;

    internal ServiceBusReceivedMessage(AmqpAnnotatedMessage message) => _message = message;

    public string? MessageId { get; internal init; }

    public string? ContentType { get; internal init; }

    public IReadOnlyDictionary<string, object> ApplicationProperties { get; internal init; } = new Dictionary<string, object>();

    // Like the real one: throws InvalidOperationException when the header has no count.
    public int DeliveryCount => (int)_message.Header.DeliveryCount!.Value;

    public DateTimeOffset LockedUntil { get; internal init; }

    public DateTimeOffset EnqueuedTime { get; internal init; }

    public static ServiceBusReceivedMessage FromAmqpMessage(AmqpAnnotatedMessage message, BinaryData lockTokenBytes)
    {
        ArgumentNullException.ThrowIfNull(lockTokenBytes);
        return new(message);
    }

    public AmqpAnnotatedMessage GetRawAmqpMessage() => _message;
}
