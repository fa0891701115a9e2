using RiskFunctions.Signals.Json;
using RiskFunctions.Signals.Results;
using RiskFunctions.Signals.Screening;

namespace RiskFunctions.Signals.Evidence;

/// <summary>Reads the evidence (entities) of one alert. A member that cannot be read is noted, and the others are read.</summary>
internal sealed class EvidenceReader(AlertFacts facts, SignalScreening screening, JsonElement entities)
{
    private readonly EntityReferences _references = new(entities, screening.Notes);
    private readonly EvidenceAddresses _addresses = new(facts, screening);
    private EvidencePlaces? _places;

    /// <summary>Reads all members of the array.</summary>
    public ReadFault? Read() => screening.Notes.ReadMembers(entities, ReadMember);

    private ReadFault? ReadMember(JsonElement item, int index)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            screening.Notes.Add(item.ValueKind == JsonValueKind.Null
                ? new ReadWarning(string.Empty, "is null")
                : ReadWarning.OfAddress(string.Empty, $"must be an object, not {item.Describe()}"));
            return null;
        }

        return _references.Follow(item, index) is { } view ? ReadEntity(view, index) : null;
    }

    private ReadFault? ReadEntity(in EvidenceView view, int index)
    {
        if (view.Kind.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.String))
        {
            screening.Notes.Add(ReadWarning.OfAddress(view.KindField, $"must be text, not {view.Kind.Describe()}"));
            return null;
        }

        if (EvidenceKinds.Find(view.Kind) is { } kind)
        {
            return kind.IsAddress ? ReadAddress(view)
                : kind.IsUser ? ReadUser(view, kind)
                : ReadPlaces(view, kind, index);
        }

        if (SaysNothing(view.Kind))
        {
            return view.Address.ValueKind is JsonValueKind.String or JsonValueKind.Array
                ? ReadAddress(view)
                : ReadPlaces(view, KindByFields(view), index);
        }

        var mark = screening.Notes.Mark;
        _addresses.LeaveOutAll(view.Fields, LeftOutReason.UnknownKind);
        if (screening.Notes.Mark > mark)
        {
            var quote = Quotation.Of(view.Kind.GetString()!);
            screening.Notes.Add(new ReadWarning(string.Empty, "is of a kind that is not known and holds an address") { Quote = quote });
        }

        return null;
    }

    private ReadFault? ReadAddress(in EvidenceView view) => _addresses.Read(view, EvidenceRoles.WhyLeftOut(view, otherwise: null));

    // Users of alerts are read only when security events want them.
    private ReadFault? ReadUser(in EvidenceView view, EvidenceKind kind) =>
        screening.Rules.ReadsUsersOfAlerts ? EvidenceUsers.Read(view, kind, facts, screening) : null;

    private ReadFault? ReadPlaces(in EvidenceView view, EvidenceKind? kind, int index) =>
        kind is null ? null : (_places ??= new EvidencePlaces(_references, _addresses, screening.Notes)).Read(view, kind, index);

    // Some senders strip type annotations. Then fields that only one kind has tell it.
    private static EvidenceKind? KindByFields(in EvidenceView view)
    {
        if (view.Address.ValueKind == JsonValueKind.Object)
        {
            return EvidenceKinds.WithAddresses.First(k => k.Name == "nic");
        }

        var fields = new JsonFields(view.Fields, ignoreCase: true);
        return fields.Names("sourceAddress") || fields.Names("destinationAddress") ? EvidenceKinds.Connection
            : fields.Names("dnsServerIp") || fields.Names("hostIpAddress") ? EvidenceKinds.Resolution
            : null;
    }

    // Azure's resource type may stand in place of the kind, and says only that it is an entity.
    private static bool SaysNothing(JsonElement kind) =>
        kind.ValueKind == JsonValueKind.Undefined
        || kind.GetString() is not { Length: > 0 } text
        || text.EndsWith("/entities", StringComparison.OrdinalIgnoreCase);
}
