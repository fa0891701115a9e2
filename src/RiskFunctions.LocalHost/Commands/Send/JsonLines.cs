using System.Text.Json;

namespace RiskFunctions.LocalHost.Commands.Send;

/// <summary>JSON Lines (https://jsonlines.org): a JSON value on each line, as exports and log pipelines write it.</summary>
internal static class JsonLines
{
    /// <summary>The values as a JSON array; the content as it is when it is not several JSON values.</summary>
    public static ReadOnlyMemory<byte> AsArray(ReadOnlyMemory<byte> content)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(content.Length + 16);
        var values = 0;
        try
        {
            var reader = new Utf8JsonReader(content.Span, new JsonReaderOptions { AllowMultipleValues = true });
            using var writer = new Utf8JsonWriter(buffer);
            writer.WriteStartArray();
            while (reader.Read())
            {
                using var value = JsonDocument.ParseValue(ref reader);
                value.WriteTo(writer);
                values++;
            }

            writer.WriteEndArray();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return content;
        }

        return values > 1 ? buffer.WrittenMemory : content;
    }
}
