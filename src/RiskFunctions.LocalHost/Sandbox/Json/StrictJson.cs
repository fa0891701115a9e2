using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Unicode;

namespace RiskFunctions.LocalHost.Sandbox.Json;

/// <summary>JSON without leniency: valid UTF-8, one value, no comments, no trailing commas, no repeated keys.</summary>
internal static class StrictJson
{
    /// <summary>Reads one JSON value. <paramref name="fault"/> says what is wrong, without any of the content.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out JsonDocument? document, [NotNullWhen(false)] out string? fault)
    {
        document = null;
        if (!Utf8.IsValid(utf8))
        {
            fault = "is not UTF-8";
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(utf8);
            document = JsonDocument.ParseValue(ref reader);

            // A second value after the first one makes this call throw.
            reader.Read();
            fault = null;
            return true;
        }
        catch (JsonException e)
        {
            document?.Dispose();
            document = null;
            fault = $"is not well-formed JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1})";
            return false;
        }
    }

    /// <summary>The text of a JSON string; null for any other value, and for an escaped lone surrogate.</summary>
    public static string? Text(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The members of an object by name. False, with the reason, when it is none or a key stands there twice.</summary>
    public static bool TryMembers(JsonElement value, out Dictionary<string, JsonElement> members, [NotNullWhen(false)] out string? fault)
    {
        members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        if (value.ValueKind != JsonValueKind.Object)
        {
            fault = "must be an object";
            return false;
        }

        try
        {
            foreach (var property in value.EnumerateObject())
            {
                if (!members.TryAdd(property.Name, property.Value))
                {
                    fault = $"has the property '{property.Name}' twice";
                    return false;
                }
            }
        }
        catch (InvalidOperationException)
        {
            fault = "has a property whose name is not valid Unicode";
            return false;
        }

        fault = null;
        return true;
    }
}
