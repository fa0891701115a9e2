namespace RiskFunctions.Okta.Answers;

/// <summary>Makes valid JSON of the start of a JSON text: closes what was open at the cut, so that the first members of a long answer can be read.</summary>
internal static class CutOff
{
    /// <summary>Returns the text unchanged when it is complete or is no JSON.</summary>
    public static ReadOnlyMemory<byte> Mend(ReadOnlyMemory<byte> start)
    {
        var open = new Stack<byte>();
        var inText = false;
        var escaped = false;

        // Where the last complete value ended, and what was open there.
        var (end, openAtEnd) = (0, Array.Empty<byte>());
        var span = start.Span;
        var expectsValue = false;
        var valueStart = -1;
        for (var i = 0; i < span.Length; i++)
        {
            var character = span[i];
            if (inText)
            {
                inText = escaped || character != '"';
                escaped = !escaped && character == '\\';
                continue;
            }

            switch (character)
            {
                case (byte)'"':
                    inText = true;
                    valueStart = expectsValue ? i : -1;
                    break;
                case (byte)'{' or (byte)'[':
                    open.Push(character == '{' ? (byte)'}' : (byte)']');
                    expectsValue = false;
                    break;
                case (byte)'}' or (byte)']' when open.Count > 0:
                    open.Pop();
                    (end, openAtEnd) = (i + 1, [.. open]);
                    break;
                case (byte)',':
                    (end, openAtEnd) = (i, [.. open]);
                    expectsValue = false;
                    break;
                case (byte)':':
                    expectsValue = true;
                    break;
            }
        }

        // A string that was cut is kept up to the cut: Okta's summary may be the long part.
        if (inText && valueStart >= 0)
        {
            return Closed(WithoutHalves(start[..^(escaped ? 1 : 0)]), "\""u8, open);
        }

        return open.Count == 0 ? start : Closed(start[..end], [], openAtEnd);
    }

    private static ReadOnlyMemory<byte> WithoutHalves(ReadOnlyMemory<byte> text)
    {
        var span = text.Span;

        // Half of an escape such as \u00e9.
        var escape = span[Math.Max(0, span.Length - 5)..].LastIndexOf("\\u"u8);
        if (escape >= 0)
        {
            var kept = Math.Max(0, span.Length - 5) + escape;
            return text[..(kept - (TrailingBackslashes(span[..kept]) % 2))];
        }

        // Half of a character of several bytes.
        var length = span.Length;
        while (length > 0 && length > span.Length - 4 && Rune.DecodeLastFromUtf8(span[..length], out _, out _) != System.Buffers.OperationStatus.Done)
        {
            length--;
        }

        return text[..length];
    }

    private static int TrailingBackslashes(ReadOnlySpan<byte> text) => text.Length - text.TrimEnd((byte)'\\').Length;

    private static byte[] Closed(ReadOnlyMemory<byte> text, ReadOnlySpan<byte> quote, IEnumerable<byte> open) => [.. text.Span, .. quote, .. open];
}
