using System.Text.Json;
using RiskFunctions.Signals.Json;

namespace RiskFunctions.Signals.Formats;

/// <summary>
/// Finds the addresses among the entities of an alert, which each product names its own way. Entities of other kinds are skipped:
/// addresses inside them (a host's interfaces) are the organisation's own.
/// </summary>
internal sealed record AlertAddresses
{
    /// <summary>Field that tells an entity's kind. An entity without it is taken for an address when it has the address field: some senders strip type annotations.</summary>
    public required string Kind { get; init; }

    /// <summary>Value of that field for an address, compared without case and without the <c>#</c> that OData puts before a type.</summary>
    public required string AddressKind { get; init; }

    /// <summary>Field that holds the address. An address entity without one is left out and counted, like an address that cannot be used: it must not hold up the others.</summary>
    public required string Address { get; init; }

    /// <summary>Field of the object that the address field is in; null when it is the entity itself.</summary>
    public string? Container { get; init; }

    public bool IgnoreCase { get; init; }

    /// <param name="entities">An array.</param>
    /// <param name="facts">What the alert says of each address.</param>
    /// <param name="scope">The alert's scope.</param>
    public ReadFault? Read(JsonElement entities, AlertFacts facts, ReadScope scope)
    {
        var references = new EntityReferences(entities);
        var index = 0;
        foreach (var item in entities.EnumerateArray())
        {
            var fault = item.ValueKind == JsonValueKind.Object
                ? ReadEntity(references.Resolve(item), facts, scope)
                : ReadFault.Invalid(string.Empty, $"must be an object, not {item.Describe()}");
            if (fault is not null)
            {
                return fault.Within(index);
            }

            index++;
        }

        return null;
    }

    private ReadFault? ReadEntity(JsonElement item, AlertFacts facts, ReadScope scope)
    {
        var entity = new JsonFields(item, IgnoreCase);
        if (entity.ReadText(Kind, out var kind) is { } badKind)
        {
            return badKind;
        }

        if (kind is not null && !kind.TrimStart('#').Equals(AddressKind, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        if (Container is null)
        {
            return ReadAddress(entity, isAddress: kind is not null, facts, scope);
        }

        if (!entity.TryGet(Container, out var container))
        {
            return kind is null ? null : scope.Intake.AddFromAlert(string.Empty, facts);
        }

        return container.ValueKind == JsonValueKind.Object
            ? ReadAddress(new JsonFields(container, IgnoreCase), isAddress: kind is not null, facts, scope)?.Within(Container)
            : ReadFault.Invalid(Container, $"must be an object, not {container.Describe()}");
    }

    private ReadFault? ReadAddress(JsonFields holder, bool isAddress, AlertFacts facts, ReadScope scope)
    {
        if (!isAddress && !holder.Names(Address))
        {
            return null;
        }

        return holder.ReadText(Address, out var text) ?? scope.Intake.AddFromAlert(text ?? string.Empty, facts);
    }
}
