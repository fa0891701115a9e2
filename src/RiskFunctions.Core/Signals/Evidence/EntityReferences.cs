using RiskFunctions.Signals.Results;

namespace RiskFunctions.Signals.Evidence;

/// <summary>
/// Follows <c>{"$ref": "3"}</c> to the entity with <c>"$id": "3"</c>. Microsoft's serializer writes an entity out at its first place, perhaps inside
/// another one, and refers to it later. Joined lists may hold an id more than once: a reference means the last one before it.
/// </summary>
internal sealed class EntityReferences(JsonElement entities, ReadNotes notes)
{
    private Dictionary<string, List<(int Member, JsonElement Entity)>>? _byId;

    /// <summary>The entity, or the one that it refers to; null, with a note, when that is missing.</summary>
    /// <param name="member">Index of the list member that it stands in.</param>
    public EvidenceView? Follow(JsonElement entity, int member)
    {
        if (Find(entity, member) is { } view)
        {
            return view;
        }

        notes.Add(new ReadWarning(string.Empty, "refers to an entity that is not there"));
        return null;
    }

    /// <summary>The same without a note.</summary>
    public EvidenceView? Find(JsonElement entity, int member)
    {
        var view = EvidenceView.Of(entity);
        return view.Reference.ValueKind == JsonValueKind.Undefined ? view
            : Resolve(view.Reference, member) is { } meant ? EvidenceView.Of(meant)
            : null;
    }

    private JsonElement? Resolve(JsonElement reference, int member)
    {
        if (IdOf(reference) is not { } id || !Definitions().TryGetValue(id, out var found))
        {
            return null;
        }

        var before = found.FindLastIndex(f => f.Member <= member);
        return found[Math.Max(before, 0)].Entity;
    }

    private Dictionary<string, List<(int Member, JsonElement Entity)>> Definitions()
    {
        if (_byId is null)
        {
            _byId = new(StringComparer.Ordinal);
            var member = 0;
            foreach (var entity in entities.EnumerateArray())
            {
                Collect(entity, member++);
            }
        }

        return _byId;
    }

    // The document's depth limit ends the recursion.
    private void Collect(JsonElement value, int member)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray())
            {
                Collect(item, member);
            }
        }
        else if (value.ValueKind == JsonValueKind.Object)
        {
            if (value.TryGetProperty("$id", out var property) && IdOf(property) is { } id)
            {
                if (!_byId!.TryGetValue(id, out var definitions))
                {
                    _byId.Add(id, definitions = []);
                }

                definitions.Add((member, value));
            }

            foreach (var property2 in value.EnumerateObject())
            {
                Collect(property2.Value, member);
            }
        }
    }

    private static string? IdOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        _ => null,
    };
}
