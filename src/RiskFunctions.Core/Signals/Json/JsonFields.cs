using System.Runtime.InteropServices;
using RiskFunctions.Signals.Results;

namespace RiskFunctions.Signals.Json;

/// <summary>
/// Typed access to the fields of an object. Each reading method returns the fault, or null. A field that is null counts as absent,
/// because client libraries write unset fields that way.
/// </summary>
/// <param name="element">Must be an object.</param>
/// <param name="ignoreCase">Compares names without case when the exact name is absent: for formats whose producers differ in case.</param>
internal readonly struct JsonFields(JsonElement element, bool ignoreCase = false)
{
    public JsonElement Element => element;

    /// <summary>Compares the property's name without case, on its raw bytes, so that no string is made.</summary>
    /// <param name="name">ASCII.</param>
    public static bool IsNamed(JsonProperty property, ReadOnlySpan<char> name)
    {
        var raw = JsonMarshal.GetRawUtf8PropertyName(property);
        return raw.Length == name.Length
            ? Ascii.EqualsIgnoreCase(raw, name)
            : raw.Contains((byte)'\\') && name.Equals(property.Name, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether the field is there, null or not. Tells formats apart.</summary>
    public bool Names(string name) => element.TryGetProperty(name, out _) || (ignoreCase && TryGetIgnoringCase(name, out _));

    /// <summary>Whether the field is there and not null.</summary>
    public bool TryGet(string name, out JsonElement value)
    {
        if (element.TryGetProperty(name, out value) || (ignoreCase && TryGetIgnoringCase(name, out value)))
        {
            return value.ValueKind != JsonValueKind.Null;
        }

        return false;
    }

    /// <summary>The text of a field; null when it is absent or no text.</summary>
    public string? TextOrNull(string name) => TryGet(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public ReadFault? ReadText(string name, out string? value)
    {
        value = null;
        if (!TryGet(name, out var found))
        {
            return null;
        }

        if (found.ValueKind != JsonValueKind.String)
        {
            return ReadFault.Invalid(name, $"must be text, not {found.Describe()}");
        }

        value = found.GetString();
        return null;
    }

    public ReadFault? RequireText(string name, out string value)
    {
        var fault = ReadText(name, out var text);
        value = text ?? string.Empty;
        return fault ?? (text is null ? Missing(name) : null);
    }

    /// <summary>A field that must be there and of this kind: an array or an object.</summary>
    public ReadFault? Require(string name, JsonValueKind kind, out JsonElement value)
    {
        if (!TryGet(name, out value))
        {
            return Missing(name);
        }

        return value.ValueKind == kind
            ? null
            : ReadFault.Invalid(name, $"must be {(kind == JsonValueKind.Array ? "an array" : "an object")}, not {value.Describe()}");
    }

    /// <param name="offsetRequired">False takes a time without offset as UTC.</param>
    /// <param name="value">Null when the field is absent.</param>
    public ReadFault? ReadTime(string name, bool offsetRequired, out DateTimeOffset? value)
    {
        value = null;
        var fault = ReadText(name, out var text);
        if (fault is not null || text is null)
        {
            return fault;
        }

        if (!SignalTime.TryRead(text, offsetRequired, out var time))
        {
            return ReadFault.Invalid(name, $"{Quotation.Of(text)} is not an ISO 8601 time{(offsetRequired ? " with an offset" : string.Empty)}");
        }

        value = time;
        return null;
    }

    public ReadFault Missing(string name) =>
        ReadFault.Invalid(name, Names(name) ? "must not be null" : "is missing");

    private bool TryGetIgnoringCase(string name, out JsonElement value)
    {
        foreach (var property in element.EnumerateObject())
        {
            if (IsNamed(property, name))
            {
                value = property.Value;
                return true;
            }
        }

        value = default;
        return false;
    }
}
