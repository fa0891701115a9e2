using System.Buffers;
using System.Globalization;
using System.Text.Json;
using RiskFunctions.Signals;

namespace RiskFunctions.RiskEvents;

/// <summary>
/// Writes the body that Okta documents for <c>POST /api/v1/risk/events/ip</c>: a top-level array, only the documented properties,
/// times in UTC with three decimals (RiskEvent and RiskEventSubject in okta-management-openapi-spec, 2025.08.0).
/// </summary>
internal static class RiskRequestBody
{
    /// <summary>Of an IPv6 address that ends in a dotted quad; there is no zone in a signal's address.</summary>
    private const int LongestAddress = 45;

    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public static ReadOnlyMemory<byte> Write(RiskRequest request)
    {
        // A guess that is hardly ever too small: about 150 bytes a subject and event, and the texts.
        var buffer = new ArrayBufferWriter<byte>(64 + (request.SubjectCount * 220));
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartArray();
        foreach (var riskEvent in request.Events)
        {
            json.WriteStartObject();
            WriteTime(json, "timestamp"u8, riskEvent.Timestamp);
            if (riskEvent.ExpiresAt is { } expiresAt)
            {
                WriteTime(json, "expiresAt"u8, expiresAt);
            }

            json.WriteStartArray("subjects"u8);
            for (var i = 0; i < riskEvent.SubjectCount; i++)
            {
                WriteSubject(json, riskEvent.Subject(i));
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private static void WriteSubject(Utf8JsonWriter json, RiskSignal signal)
    {
        json.WriteStartObject();
        Span<char> address = stackalloc char[LongestAddress];
        _ = signal.Address.Address.TryFormat(address, out var length);
        json.WriteString("ip"u8, address[..length]);
        json.WriteString("riskLevel"u8, Name(signal.Level));
        if (EventText.Fit(signal.Text, signal.Reference) is { } message)
        {
            json.WriteString("message"u8, message);
        }

        json.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter json, ReadOnlySpan<byte> name, DateTimeOffset time)
    {
        Span<char> text = stackalloc char[TimeFormat.Length];
        _ = time.UtcDateTime.TryFormat(text, out var length, TimeFormat, CultureInfo.InvariantCulture);
        json.WriteString(name, text[..length]);
    }

    private static ReadOnlySpan<byte> Name(RiskLevel level) => level switch
    {
        RiskLevel.High => "HIGH"u8,
        RiskLevel.Medium => "MEDIUM"u8,
        RiskLevel.Low => "LOW"u8,
        _ => throw new ArgumentOutOfRangeException(nameof(level), level, "Not a risk level."),
    };
}
