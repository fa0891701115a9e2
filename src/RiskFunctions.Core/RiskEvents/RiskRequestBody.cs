using System.Buffers;
using RiskFunctions.RiskEvents.Text;
using RiskFunctions.Signals;

namespace RiskFunctions.RiskEvents;

/// <summary>
/// Writes the body that Okta documents for <c>POST /api/v1/risk/events/ip</c>: an array with the documented properties only, times in UTC with
/// three decimals (RiskEvent and RiskEventSubject in okta-management-openapi-spec, 2025.08.0). Without a JSON writer, which would double the
/// cost: addresses, levels, times and fitted texts need no escapes.
/// </summary>
internal static class RiskRequestBody
{
    // Names, punctuation and two times.
    private const int LongestEvent = 120;

    // Names, punctuation, level, an IPv6 address that ends in a dotted quad, and the text.
    private const int LongestSubject = 120 + EventText.Longest;

    // .NET's fast round-trip format has seven decimals; a signal's time has whole milliseconds, so the rest is cut off.
    private const int RoundTripLength = 28;
    private const int DigitsLength = 23;

    public static ReadOnlyMemory<byte> Write(RiskRequest request)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(2 + (request.Events.Count * LongestEvent) + (request.SubjectCount * LongestSubject));
        try
        {
            var body = new Body(buffer);
            Span<char> room = stackalloc char[EventText.RoomNeeded];
            for (var i = 0; i < request.Events.Count; i++)
            {
                body.Append(i == 0 ? "[{\"timestamp\":\""u8 : ",{\"timestamp\":\""u8);
                WriteEvent(ref body, request.Events[i], room);
            }

            body.Append("]"u8);
            return body.ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void WriteEvent(ref Body body, RiskEvent riskEvent, scoped Span<char> room)
    {
        body.Append(riskEvent.Timestamp);
        if (riskEvent.ExpiresAt is { } expiresAt)
        {
            body.Append("\",\"expiresAt\":\""u8);
            body.Append(expiresAt);
        }

        body.Append("\",\"subjects\":["u8);
        for (var i = 0; i < riskEvent.SubjectCount; i++)
        {
            body.Append(i == 0 ? "{\"ip\":\""u8 : ",{\"ip\":\""u8);
            WriteSubject(ref body, riskEvent.Subject(i), room);
        }

        body.Append("]}"u8);
    }

    private static void WriteSubject(ref Body body, RiskSignal signal, scoped Span<char> room)
    {
        body.Append(signal.Address);
        body.Append(Level(signal.Level));
        var message = EventText.Fit(signal.Text, signal.Reference, room);
        if (!message.IsEmpty)
        {
            body.Append(",\"message\":\""u8);
            body.Append(message);
            body.Append("\""u8);
        }

        body.Append("}"u8);
    }

    private static ReadOnlySpan<byte> Level(RiskLevel level) => level switch
    {
        RiskLevel.High => "\",\"riskLevel\":\"HIGH\""u8,
        RiskLevel.Medium => "\",\"riskLevel\":\"MEDIUM\""u8,
        RiskLevel.Low => "\",\"riskLevel\":\"LOW\""u8,
        _ => throw new ArgumentOutOfRangeException(nameof(level), level, "Not a risk level."),
    };

    /// <summary>What is written so far. The buffer is large enough for the longest body.</summary>
    private ref struct Body(Span<byte> buffer)
    {
        private readonly Span<byte> _buffer = buffer;
        private int _length;

        public void Append(scoped ReadOnlySpan<byte> text)
        {
            text.CopyTo(_buffer[_length..]);
            _length += text.Length;
        }

        /// <param name="text">ASCII.</param>
        public void Append(scoped ReadOnlySpan<char> text)
        {
            _ = Ascii.FromUtf16(text, _buffer[_length..], out var written);
            _length += written;
        }

        public void Append(SignalAddress address)
        {
            _ = address.Address.TryFormat(_buffer[_length..], out var written);
            _length += written;
        }

        public void Append(DateTimeOffset time)
        {
            _ = time.UtcDateTime.TryFormat(_buffer.Slice(_length, RoundTripLength), out _, "O");
            _length += DigitsLength;
            _buffer[_length++] = (byte)'Z';
        }

        public readonly byte[] ToArray() => _buffer[.._length].ToArray();
    }
}
