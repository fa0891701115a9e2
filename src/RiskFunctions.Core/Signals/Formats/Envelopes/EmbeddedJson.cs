using RiskFunctions.Signals.Json;
using RiskFunctions.Signals.Results;
using RiskFunctions.Signals.Screening;

namespace RiskFunctions.Signals.Formats.Envelopes;

/// <summary>JSON inside a text: base64 in an envelope's field, or plain where an object was meant, because a playbook used <c>string()</c>.</summary>
internal static class EmbeddedJson
{
    /// <param name="field">The field that it came from.</param>
    /// <param name="time">The envelope's own time.</param>
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

    /// <summary>Reads a JSON text in place of an object, once only: a text in a text is a sender's loop.</summary>
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
