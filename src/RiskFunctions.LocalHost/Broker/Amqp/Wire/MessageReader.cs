using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;
using RiskFunctions.LocalHost.Broker.Messages;

namespace RiskFunctions.LocalHost.Broker.Amqp.Wire;

/// <summary>Makes messages of the broker out of a transfer: one, or the several of a batch.</summary>
internal static class MessageReader
{
    /// <exception cref="AmqpException">Not what Service Bus takes.</exception>
    public static IReadOnlyList<SentMessage> Read(AmqpMessage transfer)
    {
        try
        {
            return transfer.MessageFormat == AmqpName.BatchFormat ? ReadBatch(transfer) : [ReadOne(transfer)];
        }
        catch (Exception fault) when (fault is not AmqpException)
        {
            // The decoder reads a stranger's bytes: whatever it throws is about these bytes.
            throw AmqpFault.Undecodable(fault);
        }
    }

    /// <summary>A message that stands encoded inside another, as in a batch.</summary>
    /// <exception cref="AmqpException">Not what Service Bus takes.</exception>
    public static SentMessage ReadEncoded(ArraySegment<byte> bytes)
    {
        try
        {
            using var message = AmqpMessage.CreateInputMessage(new BufferListStream([bytes]));
            return ReadOne(message);
        }
        catch (Exception fault) when (fault is not AmqpException)
        {
            throw AmqpFault.Undecodable(fault);
        }
    }

    private static List<SentMessage> ReadBatch(AmqpMessage transfer)
    {
        var sections = transfer.DataBody?.ToList() ?? [];
        return sections.Count > 0
            ? sections.ConvertAll(section => ReadEncoded((ArraySegment<byte>)section.Value))
            : throw AmqpFault.BadRequest("The batch holds no message.");
    }

    private static SentMessage ReadOne(AmqpMessage message)
    {
        var sections = message.Sections;
        var properties = sections.HasFlag(SectionFlag.Properties) ? message.Properties : new Properties();
        var annotations = sections.HasFlag(SectionFlag.MessageAnnotations) ? message.MessageAnnotations.Map : new Annotations();
        var id = properties.MessageId?.ToString();
        return new SentMessage
        {
            MessageId = id is { Length: > SentMessage.MaxMessageIdLength }
                ? throw AmqpFault.BadRequest($"The message id has {id.Length} characters, Service Bus takes at most {SentMessage.MaxMessageIdLength}.")
                : id is { Length: 0 } ? null : id,
            BodyKind = BodyReader.KindOf(message),
            Body = BodyReader.Read(message),
            Reading = BodyReader.ReadingOf(message),
            ContentType = properties.ContentType.Value,
            Properties = sections.HasFlag(SectionFlag.ApplicationProperties) ? ReadProperties(message.ApplicationProperties) : SentMessage.NoProperties,
            TimeToLive = TimeToLive(sections.HasFlag(SectionFlag.Header) ? message.Header : null, properties),
            ScheduledEnqueueTime = annotations.TryGetValue<DateTime>(AmqpName.ScheduledTime, out var due) ? new DateTimeOffset(due, TimeSpan.Zero) : null,
            Envelope = new Envelope
            {
                Subject = properties.Subject,
                CorrelationId = properties.CorrelationId?.ToString(),
                To = properties.To?.ToString(),
                ReplyTo = properties.ReplyTo?.ToString(),
                ReplyToSessionId = properties.ReplyToGroupId,
                SessionId = properties.GroupId,
                PartitionKey = annotations.TryGetValue<string>(AmqpName.PartitionKey, out var key) ? key : null,
            },
        };
    }

    private static Dictionary<string, object> ReadProperties(ApplicationProperties section)
    {
        Dictionary<string, object> properties = new(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in section.Map)
        {
            if (key.Key is not string name)
            {
                throw AmqpFault.BadRequest("The name of an application property is not a text.");
            }

            if (value is not null)
            {
                properties[name] = AmqpProperty.Read(name, value);
            }
        }

        return properties;
    }

    /// <summary>A header holds at most 49 days. A longer time to live stands in the properties too, as the span between two times.</summary>
    private static TimeSpan? TimeToLive(Header? header, Properties properties) =>
        properties is { AbsoluteExpiryTime: { } end, CreationTime: { } start } && end > start ? end - start
        : header?.Ttl is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds)
        : null;
}
