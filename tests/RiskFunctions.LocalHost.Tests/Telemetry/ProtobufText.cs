using System.Text;

namespace RiskFunctions.LocalHost.Tests.Telemetry;

/// <summary>Walks protobuf's wire format (https://protobuf.dev/programming-guides/encoding/) without knowing a schema.</summary>
internal static class ProtobufText
{
    /// <summary>Every length-delimited field at <paramref name="path"/>, which holds the field numbers from the outermost message on.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> At(ReadOnlyMemory<byte> message, params int[] path) =>
        path is []
            ? [message]
            : Fields(message).Where(f => f.Number == path[0]).SelectMany(f => At(f.Content, path[1..]));

    public static IEnumerable<string> TextAt(ReadOnlyMemory<byte> message, params int[] path) =>
        At(message, path).Select(content => Encoding.UTF8.GetString(content.Span));

    private static List<(int Number, ReadOnlyMemory<byte> Content)> Fields(ReadOnlyMemory<byte> message)
    {
        var fields = new List<(int, ReadOnlyMemory<byte>)>();
        for (var at = 0; at < message.Length;)
        {
            var key = Varint(message.Span, ref at);
            var length = (key & 7) switch
            {
                0 => VarintLength(message.Span, at),
                1 => 8,
                2 => checked((int)Varint(message.Span, ref at)),
                5 => 4,
                var type => throw new FormatException($"There is no wire type {type}."),
            };
            if ((key & 7) == 2)
            {
                fields.Add(((int)(key >> 3), message.Slice(at, length)));
            }

            at += length;
        }

        return fields;
    }

    private static int VarintLength(ReadOnlySpan<byte> bytes, int at)
    {
        var end = at;
        _ = Varint(bytes, ref end);
        return end - at;
    }

    private static ulong Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
