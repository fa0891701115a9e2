using RiskFunctions.Signals.Results;

namespace RiskFunctions.Signals.Json;

/// <summary>Finds a key that an object has twice. Two readers may take different values, and one of them may be an attacker's.</summary>
internal static class DuplicateKey
{
    /// <summary>The fault of the first double key, at any depth or in the value's own fields only; null when there is none.</summary>
    public static ReadFault? Find(JsonElement value, bool deep) => value.ValueKind switch
    {
        JsonValueKind.Object => FindInObject(value, deep),
        JsonValueKind.Array when deep => FindInArray(value),
        _ => null,
    };

    private static ReadFault? FindInObject(JsonElement value, bool deep)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in value.EnumerateObject())
        {
            var name = Quotation.Printable(property.Name);
            if (!names.Add(property.Name))
            {
                return ReadFault.Invalid(name, "is there more than once");
            }

            if (deep && Find(property.Value, deep) is { } fault)
            {
                return fault.Within(name);
            }
        }

        return null;
    }

    private static ReadFault? FindInArray(JsonElement value)
    {
        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (Find(item, deep: true) is { } fault)
            {
                return fault.Within(index);
            }

            index++;
        }

        return null;
    }
}
