using System.Collections;
using System.Text;
using Azure.Core.Amqp;
using Azure.Messaging.ServiceBus;
using RiskFunctions.Signals;

namespace RiskFunctions.Azure.ServiceBus;

/// <summary>
/// Takes from a received message what the flow needs. Never throws for the content: one odd message must not fail its batch.
/// </summary>
internal static class ReceivedSignal
{
    public static SignalMessage From(ServiceBusReceivedMessage received)
    {
        var raw = received.GetRawAmqpMessage();
        var properties = new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in received.ApplicationProperties)
        {
            // The broker tells names apart by case; here they are one property, and the first stands.
            properties.TryAdd(name, value);
        }

        var (body, fault) = Body(raw.Body);
        return new SignalMessage
        {
            MessageId = received.MessageId ?? string.Empty,
            Body = body,
            BodyFault = fault,
            ContentType = received.ContentType,
            Properties = properties,
            EnqueuedAt = received.EnqueuedTime,
            DeliveryCount = DeliveryCount(raw.Header),
        };
    }

    // Read from the header itself: the SDK's property throws when AMQP's optional field is missing.
    private static int DeliveryCount(AmqpMessageHeader header) => (int)Math.Clamp(header.DeliveryCount ?? 1, 1, int.MaxValue);

    /// <summary>
    /// The bytes of a data body, or of the text in a value body, which JMS and Qpid senders write (the SDK's Body property throws for it). For any other
    /// body, what it is.
    /// </summary>
    private static (ReadOnlyMemory<byte> Bytes, string? Fault) Body(AmqpMessageBody body)
    {
        if (body.TryGetData(out var data) && data is not null)
        {
            var sections = data.ToList();
            return (sections.Count == 1 ? sections[0] : sections.SelectMany(section => section.ToArray()).ToArray(), null);
        }

        return body.TryGetValue(out var value) switch
        {
            true when value is string text => (Encoding.UTF8.GetBytes(text), null),
            true when value is byte[] bytes => (bytes, null),
            true => (default, $"is an AMQP value ({Kind(value)}), not JSON in bytes or text"),
            _ when body.TryGetSequence(out _) => (default, "is an AMQP sequence (a list), not JSON in bytes or text"),
            _ => (default, null),
        };
    }

    private static string Kind(object? value) => value switch
    {
        null => "null",
        bool => "true or false",
        sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal => "a number",
        IDictionary => "a map",
        char => "a character",
        Guid => "a uuid",
        DateTime or DateTimeOffset => "a time",
        IEnumerable => "a list",
        _ => "of another type",
    };
}
