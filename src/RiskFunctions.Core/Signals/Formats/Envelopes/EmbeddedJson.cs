using RiskFunctions.Signals.Intake;
using RiskFunctions.Signals.Json;
using RiskFunctions.Signals.Results;

namespace RiskFunctions.Signals.Formats.Envelopes;

/// <summary>JSON that stands in a text: in base64 in an envelope's field, or as it is where an object was meant, because a playbook put <c>string()</c> around it.</summary>
internal static class EmbeddedJson
{
    /// <param name="encoded">What must be base64.</param>
    /// <param name="field">The field that it came from, for faults.</param>
    /// <param name="time">The envelope's own time.</param>
    /// <param name="scope">The envelope's own scope.</param>
    public static ReadFault? ReadBase64(JsonElement encoded, string field, DateTimeOffset? time, ReadScope scope)
    {
        if (encoded.ValueKind != JsonValueKind.String)
        {
            return ReadFault.Invalid(field, $"must be text, not {encoded.Describe()}");
        }

        if (!encoded.TryGetBytesFromBase64(out var bytes))
        {
            return ReadFault.Invalid(field, "is not base64");
        }

        if (!JsonBody.TryParse(bytes, out var inner, out var fault))
        {
            return fault.Within(field);
        }

        using (inner)
        {
            return EnvelopeData.Read(inner.Root, field, time, scope with { HasDuplicateKeys = inner.HasDuplicateKeys });
        }
    }

    /// <summary>Reads a JSON text that stands where an object should. Once only: a text in a text in a text is somebody's loop.</summary>
    public static ReadFault? ReadText(JsonElement value, ReadScope scope)
    {
        var text = value.GetString()!;
        if (text.AsSpan().TrimStart() is not ['{' or '[', ..])
        {
            return ReadFault.Unsupported("is text, not an object");
        }

        if (scope.Texts > 0)
        {
            return ReadFault.Unsupported("is a JSON text inside a JSON text inside another, and one is opened");
        }

        if (scope.Envelopes == ReadScope.MostEnvelopes)
        {
            return ReadFault.Invalid(string.Empty, $"is inside more than {ReadScope.MostEnvelopes} envelopes");
        }

        if (!JsonBody.TryParse(Encoding.UTF8.GetBytes(text), out var inner, out var fault))
        {
            return fault with { Text = $"is a text that {fault.Text}" };
        }

        using (inner)
        {
            scope.Recognize("json-text", "a JSON text in a string");
            return scope.ReadInside(inner.Root, scope with { HasDuplicateKeys = inner.HasDuplicateKeys, Envelopes = scope.Envelopes + 1, Texts = 1 });
        }
    }
}
