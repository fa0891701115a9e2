using System.Buffers;

namespace RiskFunctions.Okta.OAuth.Keys;

/// <summary>Writes a JSON object: the claims of a JWT, or documents about keys.</summary>
internal static class JsonObjectText
{
    public static string Write(Action<Utf8JsonWriter> claims)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            claims(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
