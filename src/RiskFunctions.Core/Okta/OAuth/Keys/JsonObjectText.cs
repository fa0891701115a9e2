using System.Buffers;

namespace RiskFunctions.Okta.OAuth.Keys;

/// <summary>Writes a JSON object: what a JWT carries, or what is said about the keys of such tokens.</summary>
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
