using System.Buffers;
using System.Text;
using System.Text.Json;

namespace RiskFunctions.Okta.OAuth;

/// <summary>Writes the JSON object that a JWT carries.</summary>
internal static class JwtPayload
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
