using System.Diagnostics.CodeAnalysis;
using System.Text.Unicode;
using RiskFunctions.Signals.Results;

namespace RiskFunctions.Signals.Json;

/// <summary>A parsed body. No access to <see cref="Root"/> throws because of its content.</summary>
internal sealed class JsonBody : IDisposable
{
    /// <summary>The most levels of nesting. The deepest known format, an alert in a wrapped incident, needs fewer than 20.</summary>
    public const int MostLevels = 64;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = MostLevels, AllowDuplicateProperties = false };
    private static readonly JsonDocumentOptions Tolerant = new() { MaxDepth = MostLevels };

    private readonly JsonDocument _document;

    private JsonBody(JsonDocument document, bool hasDuplicateKeys)
    {
        _document = document;
        HasDuplicateKeys = hasDuplicateKeys;
    }

    public JsonElement Root => _document.RootElement;

    public bool HasDuplicateKeys { get; }

    /// <summary>False, with the fault, when the bytes are not one JSON value.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out JsonBody? body, [NotNullWhen(false)] out ReadFault? fault)
    {
        body = null;
        return TryCheck(bytes, out var text, out fault) && TryParseChecked(text, out body, out fault);
    }

    /// <summary>The text in the bytes, repaired if necessary; false, with the fault, when they are no text.</summary>
    public static bool TryCheck(ReadOnlyMemory<byte> bytes, out ReadOnlyMemory<byte> text, [NotNullWhen(false)] out ReadFault? fault)
    {
        text = default;
        fault = null;
        if (bytes.Span.StartsWith("\uFEFF"u8))
        {
            bytes = bytes["\uFEFF"u8.Length..];
        }

        if (bytes.IsEmpty)
        {
            fault = ReadFault.Unsupported("is empty");
            return false;
        }

        if (!Utf8.IsValid(bytes.Span))
        {
            fault = ReadFault.Unsupported("is not UTF-8 text");
            return false;
        }

        text = SurrogateEscapes.Repair(bytes);
        return true;
    }

    /// <summary>The same for a text that was checked.</summary>
    public static bool TryParseChecked(ReadOnlyMemory<byte> text, [NotNullWhen(true)] out JsonBody? body, [NotNullWhen(false)] out ReadFault? fault)
    {
        fault = null;
        try
        {
            body = new JsonBody(JsonDocument.Parse(text, Strict), hasDuplicateKeys: false);
            return true;
        }
        catch (JsonException)
        {
            return TryParseTolerantly(text, out body, out fault);
        }
    }

    public void Dispose() => _document.Dispose();

    // Products write keys twice in parts of an alert that nobody reads, so each format decides about double keys.
    private static bool TryParseTolerantly(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out JsonBody? body, [NotNullWhen(false)] out ReadFault? fault)
    {
        body = null;
        fault = null;
        try
        {
            body = new JsonBody(JsonDocument.Parse(bytes, Tolerant), hasDuplicateKeys: true);
            return true;
        }
        catch (JsonException exception)
        {
            fault = ReadFault.Unsupported(IsTooDeep(bytes.Span)
                ? $"is nested deeper than {MostLevels} levels"
                : IsSeveral(bytes.Span) ? "is several JSON values one after the other (JSON Lines): send them as an array, or a message for each"
                : $"is not JSON (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1})");
            return false;
        }
    }

    private static bool IsSeveral(ReadOnlySpan<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = MostLevels, AllowMultipleValues = true });
        var values = 0;
        try
        {
            while (reader.Read())
            {
                values += reader.CurrentDepth == 0 && reader.TokenType is not (JsonTokenType.EndArray or JsonTokenType.EndObject) ? 1 : 0;
            }
        }
        catch (JsonException)
        {
            return false;
        }

        return values > 1;
    }

    private static bool IsTooDeep(ReadOnlySpan<byte> bytes)
    {
        // One level more than allowed shows whether the text gets that deep before it goes wrong.
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = MostLevels + 1 });
        try
        {
            while (reader.Read())
            {
                if (reader.CurrentDepth >= MostLevels && (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject))
                {
                    return true;
                }
            }
        }
        catch (JsonException)
        {
            return false;
        }

        return false;
    }
}
