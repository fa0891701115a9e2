using System.Text.Json;

namespace RiskFunctions.Signals.Formats;

/// <summary>
/// Follows <c>{"$ref": "3"}</c> to the entity with <c>"$id": "3"</c>. Microsoft's serializer writes an entity out where it first
/// comes up, which may be inside another one, and refers to it from then on.
/// </summary>
internal sealed class EntityReferences(JsonElement entities)
{
    private Dictionary<string, JsonElement>? _byId;

    /// <summary>The entity itself, the one that it refers to, or the bare reference when that one is nowhere.</summary>
    public JsonElement Resolve(JsonElement entity)
    {
        if (TextOf(entity, "$ref") is not { } id)
        {
            return entity;
        }

        if (_byId is null)
        {
            _byId = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
            Collect(entities, _byId);
        }

        return _byId.GetValueOrDefault(id, entity);
    }

    // Recursion ends with the document's depth limit.
    private static void Collect(JsonElement value, Dictionary<string, JsonElement> byId)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray())
            {
                Collect(item, byId);
            }
        }
        else if (value.ValueKind == JsonValueKind.Object)
        {
            if (TextOf(value, "$id") is { } id)
            {
                byId.TryAdd(id, value);
            }

            foreach (var property in value.EnumerateObject())
            {
                Collect(property.Value, byId);
            }
        }
    }

    private static string? TextOf(JsonElement entity, string name) =>
        entity.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
