using System.Text;
using Azure.Core.Amqp;
using Azure.Messaging.ServiceBus;
using RiskFunctions.Signals;

namespace RiskFunctions.Azure.ServiceBus;

/// <summary>
/// Takes over what the flow needs of a received message. Never throws for what a sender may write: one odd message must not fail the batch it came in.
/// </summary>
internal static class ReceivedSignal
{
    public static SignalMessage From(ServiceBusReceivedMessage received)
    {
        var raw = received.GetRawAmqpMessage();
        var properties = new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in received.ApplicationProperties)
        {
            // Names that differ in case only are two properties to the broker and one to us; the first stands.
            properties.TryAdd(name, value);
        }

        return new SignalMessage
        {
            MessageId = received.MessageId ?? string.Empty,
            Body = Body(raw.Body),
            ContentType = received.ContentType,
            Properties = properties,
            EnqueuedAt = received.EnqueuedTime,
            DeliveryCount = DeliveryCount(raw.Header),
        };
    }

    // The header's own field: the SDK's property throws for a message without one, which AMQP allows.
    private static int DeliveryCount(AmqpMessageHeader header) => (int)Math.Clamp(header.DeliveryCount ?? 1, 1, int.MaxValue);

    /// <summary>
    /// The bytes of a data body, or of the text in a value body, which JMS and Qpid senders use for a text message
    /// (the SDK's own Body property throws for it). Nothing of any other body: the reader then says what is wrong.
    /// </summary>
    private static ReadOnlyMemory<byte> Body(AmqpMessageBody body)
    {
        if (body.TryGetData(out var data) && data is not null)
        {
            var sections = data.ToList();
            return sections.Count == 1 ? sections[0] : sections.SelectMany(section => section.ToArray()).ToArray();
        }

        return body.TryGetValue(out var value) switch
        {
            true when value is string text => Encoding.UTF8.GetBytes(text),
            true when value is byte[] bytes => bytes,
            _ => ReadOnlyMemory<byte>.Empty,
        };
    }
}
