using System.Buffers;
using RiskFunctions.Signals.Addresses;
using RiskFunctions.Signals.Screening;

namespace RiskFunctions.Signals.Formats.Plain;

/// <summary>
/// Reads a body of nothing but plain risk signals, one or an array, in one pass over its bytes, as most messages of a surge are. Everything else, and
/// every fault, is left to <see cref="FormatTable"/>, which reads the same signals from what this reads.
/// </summary>
internal static class PlainRiskSignals
{
    // Longer than any useful level, address or time. Longer text is left to the other reader.
    private const int MostCharacters = 64;

    /// <param name="utf8">Checked text: valid UTF-8, no half of a surrogate pair.</param>
    /// <param name="time">The time of a signal without its own.</param>
    /// <param name="screening">Takes the signals. Not usable any more when the answer is false.</param>
    public static bool TryRead(ReadOnlySpan<byte> utf8, DateTimeOffset time, SignalScreening screening)
    {
        var json = new Utf8JsonReader(utf8);
        try
        {
            return json.Read() && TryReadValue(ref json, time, screening) && !json.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool TryReadValue(ref Utf8JsonReader json, DateTimeOffset time, SignalScreening screening)
    {
        if (json.TokenType == JsonTokenType.StartObject)
        {
            return TryReadSignal(ref json, time, screening);
        }

        if (json.TokenType != JsonTokenType.StartArray)
        {
            return false;
        }

        var index = 0;
        for (; json.Read() && json.TokenType == JsonTokenType.StartObject; index++)
        {
            var mark = screening.Notes.Mark;
            if (!TryReadSignal(ref json, time, screening))
            {
                return false;
            }

            screening.Notes.Within(mark, index);
        }

        return index > 0 && json.TokenType == JsonTokenType.EndArray;
    }

    private static bool TryReadSignal(ref Utf8JsonReader json, DateTimeOffset time, SignalScreening screening)
    {
        var seen = Fields.None;
        SignalAddress? address = null;
        RiskLevel? level = null;
        DateTimeOffset? timestamp = null;
        DateTimeOffset? expiresAt = null;
        string? text = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var field = FieldOf(json.ValueSpan);
            if (field == Fields.None || seen.HasFlag(field) || !json.Read())
            {
                return false;
            }

            seen |= field;
            if (json.TokenType == JsonTokenType.Null)
            {
                continue;
            }

            if (json.TokenType != JsonTokenType.String)
            {
                return false;
            }

            if (field == Fields.Message)
            {
                text = json.GetString();
            }
            else if (!TryReadShort(ref json, field, ref address, ref level, ref field == Fields.Timestamp ? ref timestamp : ref expiresAt))
            {
                return false;
            }
        }

        if (address is not { } ip || level is not { } risk || screening.Complete(timestamp ?? time, expiresAt, out var times) is not null)
        {
            return false;
        }

        screening.Trail.Recognize(RiskSignalFormat.FormatName, RiskSignalFormat.TellingFields, envelopes: 0);
        return screening.Add(ip, risk, times, text) is null;
    }

    private static bool TryReadShort(ref Utf8JsonReader json, Fields field, ref SignalAddress? address, ref RiskLevel? level, ref DateTimeOffset? time)
    {
        Span<char> characters = stackalloc char[MostCharacters];
        if (json.ValueIsEscaped || Ascii.ToUtf16(json.ValueSpan, characters, out var length) != OperationStatus.Done)
        {
            return false;
        }

        ReadOnlySpan<char> text = characters[..length];
        switch (field)
        {
            case Fields.Ip when AddressText.TryParse(text, out var parsed, out _):
                address = parsed;
                return true;
            case Fields.RiskLevel when RiskLevelText.TryParse(text, out var parsed):
                level = parsed;
                return true;
            case Fields.Timestamp or Fields.ExpiresAt when SignalTime.TryRead(text, offsetRequired: true, out var parsed):
                time = parsed;
                return true;
            default:
                return false;
        }
    }

    // A name with an escape is left to the other reader.
    private static Fields FieldOf(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("ip"u8) ? Fields.Ip
        : name.SequenceEqual("riskLevel"u8) ? Fields.RiskLevel
        : name.SequenceEqual("message"u8) ? Fields.Message
        : name.SequenceEqual("timestamp"u8) ? Fields.Timestamp
        : name.SequenceEqual("expiresAt"u8) ? Fields.ExpiresAt
        : Fields.None;

    [Flags]
    private enum Fields
    {
        None = 0,
        Ip = 1,
        RiskLevel = 2,
        Message = 4,
        Timestamp = 8,
        ExpiresAt = 16,
    }
}
