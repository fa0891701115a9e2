using RiskFunctions.Signals.Json;
using RiskFunctions.Signals.Results;

namespace RiskFunctions.Signals.Evidence;

/// <summary>Reads addresses inside other evidence, such as the two ends of a connection, each by the rule of its place.</summary>
internal sealed class EvidencePlaces(EntityReferences references, EvidenceAddresses addresses, ReadNotes notes)
{
    /// <param name="index">Index of the list member that the evidence stands in.</param>
    public ReadFault? Read(in EvidenceView view, EvidenceKind kind, int index)
    {
        if (kind.Places.Count == 0)
        {
            return null;
        }

        var mark = notes.Mark;
        var fault = ReadAll(view, kind, index);
        if (view.Container is not { } container)
        {
            return fault;
        }

        notes.Within(mark, container);
        return fault?.Within(container);
    }

    private ReadFault? ReadAll(in EvidenceView view, EvidenceKind kind, int index)
    {
        var fields = new JsonFields(view.Fields, ignoreCase: true);

        // The verdict and roles of the outer evidence hold for an address without its own.
        var fromOuter = EvidenceRoles.WhyLeftOut(view, otherwise: null);
        var isFarAttacker = kind == EvidenceKinds.Connection && IsAttackers(fields, "destinationAddress", index);
        foreach (var place in kind.Places)
        {
            if (!fields.TryGet(place.Field, out var value))
            {
                continue;
            }

            var mark = notes.Mark;
            ReadFault? fault = null;
            if (place.NeverBecause is { } reason)
            {
                addresses.LeaveOutAll(value, reason);
            }
            else
            {
                fault = ReadPlace(value, fromOuter, fromOuter ?? WhyUnsaid(place.Rule, isFarAttacker), index);
            }

            notes.Within(mark, place.Field);
            if (fault is not null)
            {
                return fault.Within(place.Field);
            }
        }

        return null;
    }

    private static LeftOutReason? WhyUnsaid(PlaceRule rule, bool isFarAttacker) => rule switch
    {
        PlaceRule.FarSide => LeftOutReason.OtherSide,
        PlaceRule.NearSide when isFarAttacker => LeftOutReason.OtherSide,
        _ => null,
    };

    private bool IsAttackers(JsonFields fields, string side, int index) =>
        fields.TryGet(side, out var value)
        && value.ValueKind == JsonValueKind.Object
        && references.Find(value, index) is { } view
        && EvidenceRoles.PartOf(view.Roles) == EvidencePart.Attacker;

    private ReadFault? ReadPlace(JsonElement value, LeftOutReason? fromOuter, LeftOutReason? unsaid, int index)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                return notes.ReadMembers(value, (item, _) => ReadPlace(item, fromOuter, unsaid, index));
            case JsonValueKind.Object:
                return references.Follow(value, index) is { } inner ? addresses.Read(inner, WhyLeftOut(inner, fromOuter, unsaid)) : null;
            default:
                return addresses.Read(value, unsaid);
        }
    }

    private static LeftOutReason? WhyLeftOut(in EvidenceView inner, LeftOutReason? fromOuter, LeftOutReason? unsaid) =>
        fromOuter == LeftOutReason.Harmless ? fromOuter
        : EvidenceRoles.WhyLeftOut(inner, EvidenceRoles.PartOf(inner.Roles) is null ? unsaid : null);
}
