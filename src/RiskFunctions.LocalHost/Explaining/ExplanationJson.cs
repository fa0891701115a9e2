using System.Text;
using System.Text.Json;
using RiskFunctions.Checks;

namespace RiskFunctions.LocalHost.Explaining;

/// <summary>An explanation as data. The names are a contract.</summary>
internal static class ExplanationJson
{
    public static string Write(MessageExplanation explanation)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("becomes", explanation.Becomes);
            WritePairs(json, "formats", "format", "toldBy", explanation.Formats);
            json.WriteStartArray("addresses");
            foreach (var address in explanation.Addresses)
            {
                WriteAddress(json, address);
            }

            json.WriteEndArray();
            json.WriteStartArray("users");
            foreach (var user in explanation.Users)
            {
                WriteUser(json, user);
            }

            json.WriteEndArray();
            WritePairs(json, "cleared", "field", "why", explanation.Cleared);
            json.WriteStartArray("warnings");
            foreach (var warning in explanation.Warnings)
            {
                json.WriteStringValue(warning);
            }

            json.WriteEndArray();
            json.WriteStartArray("requests");
            foreach (var request in explanation.Requests)
            {
                json.WriteRawValue(request.Span);
            }

            json.WriteEndArray();
            json.WriteString("reason", explanation.Reason);
            json.WriteString("description", explanation.Description);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteAddress(Utf8JsonWriter json, ExplainedAddress address)
    {
        json.WriteStartObject();
        json.WriteString("address", address.Address);
        if (address.LeftOut is null)
        {
            json.WriteString("level", address.Level);
            json.WriteString("timestamp", ExplanationLines.Time(address.Timestamp));
            json.WriteString("expiresAt", address.ExpiresAt is null ? null : ExplanationLines.Time(address.ExpiresAt));
            json.WriteString("text", address.Text);
        }
        else
        {
            json.WriteString("leftOut", address.LeftOut);
            json.WriteString("why", address.Why);
            json.WriteString("field", address.Field);
        }

        json.WriteEndObject();
    }

    private static void WriteUser(Utf8JsonWriter json, ExplainedUser user)
    {
        json.WriteStartObject();
        json.WriteString("user", user.User);
        if (user.LeftOut is null)
        {
            json.WriteString("event", user.Event);
            json.WriteString("level", user.Level);
            json.WriteString("timestamp", ExplanationLines.Time(user.Timestamp));
            json.WriteString("text", user.Text);
        }
        else
        {
            json.WriteString("leftOut", user.LeftOut);
            json.WriteString("why", user.Why);
            json.WriteString("field", user.Field);
        }

        json.WriteEndObject();
    }

    private static void WritePairs(Utf8JsonWriter json, string name, string key, string value, IReadOnlyList<KeyValuePair<string, string>> pairs)
    {
        json.WriteStartArray(name);
        foreach (var pair in pairs)
        {
            json.WriteStartObject();
            json.WriteString(key, pair.Key);
            json.WriteString(value, pair.Value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
