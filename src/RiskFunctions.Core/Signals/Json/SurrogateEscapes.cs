namespace RiskFunctions.Signals.Json;

/// <summary>
/// Replaces <c>\u</c> escapes that are half of a surrogate pair. Products cut titles in the middle of an emoji; the parser takes such text, but
/// reading it throws, and an alert must not be lost for half an emoji.
/// </summary>
internal static class SurrogateEscapes
{
    private const int EscapeLength = 6;

    /// <summary>The same memory when there is nothing to replace, as nearly always.</summary>
    public static ReadOnlyMemory<byte> Repair(ReadOnlyMemory<byte> utf8)
    {
        var source = utf8.Span;
        if (!source.Contains((byte)'\\') || (source.IndexOf("\\ud"u8) < 0 && source.IndexOf("\\uD"u8) < 0))
        {
            return utf8;
        }

        byte[]? repaired = null;
        var position = 0;
        while (position < source.Length)
        {
            var next = source[position..].IndexOf((byte)'\\');
            if (next < 0)
            {
                break;
            }

            position += next;
            var half = HalfAt(source, position);
            if (half == Half.None)
            {
                // Another escape has at least two bytes. Skipping both keeps \\ud800 as the plain text that it is.
                position += 2;
            }
            else if (half == Half.High && HalfAt(source, position + EscapeLength) == Half.Low)
            {
                position += 2 * EscapeLength;
            }
            else
            {
                repaired ??= source.ToArray();
                "\\ufffd"u8.CopyTo(repaired.AsSpan(position));
                position += EscapeLength;
            }
        }

        return repaired ?? utf8;
    }

    private static Half HalfAt(ReadOnlySpan<byte> source, int position)
    {
        if (position + EscapeLength > source.Length)
        {
            return Half.None;
        }

        var escape = source.Slice(position, EscapeLength);
        if (!escape.StartsWith("\\u"u8) || (escape[2] | 0x20) != 'd'
            || !char.IsAsciiHexDigit((char)escape[4]) || !char.IsAsciiHexDigit((char)escape[5]))
        {
            return Half.None;
        }

        return (char)(escape[3] | 0x20) switch
        {
            '8' or '9' or 'a' or 'b' => Half.High,
            >= 'c' and <= 'f' => Half.Low,
            _ => Half.None,
        };
    }

    private enum Half
    {
        None,
        High,
        Low,
    }
}
