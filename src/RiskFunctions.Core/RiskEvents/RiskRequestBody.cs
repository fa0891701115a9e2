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
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public static ReadOnlyMemory<byte> Write(RiskRequest request)
    {
        // About 100 bytes a subject without a text; the buffer grows for texts.
        var buffer = new ArrayBufferWriter<byte>(64 + (request.SubjectCount * 128));
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartArray();
        foreach (var riskEvent in request.Events)
        {
            json.WriteStartObject();
            json.WriteString("timestamp"u8, Time(riskEvent.Timestamp));
            if (riskEvent.ExpiresAt is { } expiresAt)
            {
                json.WriteString("expiresAt"u8, Time(expiresAt));
            }

            json.WriteStartArray("subjects"u8);
            foreach (var signal in riskEvent.Subjects)
            {
                WriteSubject(json, signal);
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
        json.WriteString("ip"u8, signal.Address.ToString());
        json.WriteString("riskLevel"u8, Name(signal.Level));
        if (EventText.Fit(signal.Text, signal.Reference) is { } message)
        {
            json.WriteString("message"u8, message);
        }

        json.WriteEndObject();
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    private static ReadOnlySpan<byte> Name(RiskLevel level) => level switch
    {
        RiskLevel.High => "HIGH"u8,
        RiskLevel.Medium => "MEDIUM"u8,
        RiskLevel.Low => "LOW"u8,
        _ => throw new ArgumentOutOfRangeException(nameof(level), level, "Not a risk level."),
    };
}
