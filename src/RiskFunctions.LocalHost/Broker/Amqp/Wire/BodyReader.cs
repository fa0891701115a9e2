using System.Text;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;
using RiskFunctions.LocalHost.Broker.Messages;

namespace RiskFunctions.LocalHost.Broker.Amqp.Wire;

/// <summary>The bytes of a message's body, copied out of the connection's buffers.</summary>
internal static class BodyReader
{
    public static BodyKind KindOf(AmqpMessage message) =>
        message.BodyType.HasFlag(SectionFlag.AmqpValue) ? BodyKind.Value
        : message.BodyType.HasFlag(SectionFlag.AmqpSequence) ? BodyKind.Sequence
        : BodyKind.Data;

    /// <summary>Of data, the bytes, several sections one after another; of the other kinds, the encoded sections.</summary>
    public static ReadOnlyMemory<byte> Read(AmqpMessage message) => KindOf(message) switch
    {
        BodyKind.Value => Encoded([message.ValueBody]),
        BodyKind.Sequence => Encoded([.. message.SequenceBody]),
        _ => message.BodyType.HasFlag(SectionFlag.Data) ? Joined([.. message.DataBody.Select(data => (ArraySegment<byte>)data.Value)]) : default,
    };

    /// <summary>Text or bytes that came as a value, as JMS and Qpid send a text message. Null for data.</summary>
    public static BodyReading? ReadingOf(AmqpMessage message) => KindOf(message) switch
    {
        BodyKind.Value => message.ValueBody.Value switch
        {
            string text => new BodyReading(Encoding.UTF8.GetBytes(text), null),
            ArraySegment<byte> bytes => new BodyReading(bytes.ToArray(), null),
            _ => new BodyReading(default, "is an AMQP value, not JSON in bytes or text"),
        },
        BodyKind.Sequence => new BodyReading(default, "is an AMQP sequence (a list), not JSON in bytes or text"),
        _ => null,
    };

    private static byte[] Joined(ArraySegment<byte>[] parts)
    {
        var all = new byte[parts.Sum(part => part.Count)];
        var end = 0;
        foreach (var part in parts)
        {
            part.CopyTo(all, end);
            end += part.Count;
        }

        return all;
    }

    private static byte[] Encoded(IReadOnlyList<AmqpDescribed> sections)
    {
        var buffer = new ByteBuffer(new byte[sections.Sum(section => section.EncodeSize)]);
        foreach (var section in sections)
        {
            section.Encode(buffer);
        }

        return buffer.Buffer;
    }
}
