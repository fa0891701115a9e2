using System.Text.Json;
using RiskFunctions.Signals.Addresses;
using RiskFunctions.Signals.Json;

namespace RiskFunctions.Signals.Evidence;

/// <summary>
/// Reads the evidence, or entities, of one alert: hands the attacker's addresses to the intake, and leaves a note for each address that is left out
/// and for each part that cannot be read. One odd member costs that member only.
/// </summary>
internal sealed class EvidenceReader(AlertFacts facts, SignalIntake intake, JsonElement entities)
{
    private readonly EntityReferences _references = new(entities);

    /// <summary>Reads all members of the array.</summary>
    public ReadFault? Read()
    {
        var index = 0;
        foreach (var item in entities.EnumerateArray())
        {
            var mark = intake.Notes.Mark;
            var fault = ReadMember(item, index);
            intake.Notes.Within(mark, index);
            if (fault is not null)
            {
                return fault.Within(index);
            }

            index++;
        }

        return null;
    }

    private ReadFault? ReadMember(JsonElement item, int index)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            intake.Notes.Add(item.ValueKind == JsonValueKind.Null
                ? new ReadWarning(string.Empty, "is null")
                : ReadWarning.OfAddress(string.Empty, $"must be an object, not {item.Describe()}"));
            return null;
        }

        return View(item, index) is { } view ? ReadEntity(view, index) : null;
    }

    private ReadFault? ReadEntity(in EvidenceView view, int index)
    {
        if (view.Kind.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.String))
        {
            intake.Notes.Add(ReadWarning.OfAddress(view.KindField, $"must be text, not {view.Kind.Describe()}"));
            return null;
        }

        if (EvidenceKinds.Find(view.Kind) is { } kind)
        {
            return kind.IsAddress ? ReadAddress(view, Verdict(view, own: null)) : ReadPlaces(view, kind, index);
        }

        if (SaysNothing(view.Kind))
        {
            return view.Address.ValueKind is JsonValueKind.String or JsonValueKind.Array
                ? ReadAddress(view, Verdict(view, own: null))
                : ReadPlaces(view, KindByFields(view), index);
        }

        var mark = intake.Notes.Mark;
        LeaveOutAll(view.Fields, LeftOutReason.UnknownKind);
        if (intake.Notes.Mark > mark)
        {
            intake.Notes.Add(new ReadWarning(string.Empty, "is of a kind that is not known and holds an address") { Quote = Quotation.Of(view.Kind.GetString()!) });
        }

        return null;
    }

    // Some senders strip type annotations. What an entity is can then be told by the fields that only one kind has.
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

    // Azure's resource type stands beside the kind and says only that it is an entity.
    private static bool SaysNothing(JsonElement kind) =>
        kind.ValueKind == JsonValueKind.Undefined || kind.GetString() is not { } text || text.EndsWith("/entities", StringComparison.OrdinalIgnoreCase) || text.Length == 0;

    private ReadFault? ReadPlaces(in EvidenceView view, EvidenceKind? kind, int index)
    {
        if (kind is null || kind.Places.Count == 0)
        {
            return null;
        }

        var fields = new JsonFields(view.Fields, ignoreCase: true);
        var isFarAttacker = kind == EvidenceKinds.Connection && IsAttackers(fields, "destinationAddress", index);
        foreach (var place in kind.Places)
        {
            if (!fields.TryGet(place.Field, out var value))
            {
                continue;
            }

            var mark = intake.Notes.Mark;
            ReadFault? fault = null;
            if (place.NeverBecause is { } reason)
            {
                LeaveOutAll(value, reason);
            }
            else
            {
                fault = ReadPlace(value, place, view, isFarAttacker, index);
            }

            intake.Notes.Within(mark, place.Field);
            if (view.Container is not null)
            {
                intake.Notes.Within(mark, view.Container);
            }

            if (fault is not null)
            {
                return fault.Within(place.Field);
            }
        }

        return null;
    }

    private bool IsAttackers(JsonFields fields, string side, int index)
    {
        if (!fields.TryGet(side, out var value) || value.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        var view = EvidenceView.Of(value);
        var meant = view.Reference.ValueKind == JsonValueKind.Undefined ? view
            : _references.Resolve(view.Reference, index) is { } entity ? EvidenceView.Of(entity)
            : default;
        return EvidenceRoles.PartOf(meant.Roles) == EvidencePart.Attacker;
    }

    private ReadFault? ReadPlace(JsonElement value, AddressPlace place, in EvidenceView outer, bool isFarAttacker, int index)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            var position = 0;
            foreach (var item in value.EnumerateArray())
            {
                var mark = intake.Notes.Mark;
                var fault = ReadPlace(item, place, outer, isFarAttacker, index);
                intake.Notes.Within(mark, position);
                if (fault is not null)
                {
                    return fault.Within(position);
                }

                position++;
            }

            return null;
        }

        // What the outer evidence says holds for an address in it that says nothing of itself.
        var fromOuter = Verdict(outer, own: null);
        var unsaid = fromOuter ?? place.Rule switch
        {
            PlaceRule.FarSide => LeftOutReason.OtherSide,
            PlaceRule.NearSide when isFarAttacker => LeftOutReason.OtherSide,
            _ => null,
        };
        switch (value.ValueKind)
        {
            case JsonValueKind.Null:
                return null;
            case JsonValueKind.Object:
                if (View(value, index) is not { } inner)
                {
                    return null;
                }

                var saysSomething = EvidenceRoles.PartOf(inner.Roles) is not null;
                return ReadAddress(inner, fromOuter == LeftOutReason.Harmless ? fromOuter : Verdict(inner, saysSomething ? null : unsaid));
            default:
                return ReadValue(value, unsaid);
        }
    }

    /// <summary>Why an address is left out by its verdict and roles; null when it is the attacker's. With <paramref name="own"/>, when the roles say nothing.</summary>
    private static LeftOutReason? Verdict(in EvidenceView view, LeftOutReason? own)
    {
        if (EvidenceRoles.IsHarmless(view.Verdict))
        {
            return LeftOutReason.Harmless;
        }

        return EvidenceRoles.PartOf(view.Roles) switch
        {
            EvidencePart.Victim => LeftOutReason.Victim,
            EvidencePart.Bystander => LeftOutReason.Bystander,
            _ => own,
        };
    }

    private ReadFault? ReadAddress(in EvidenceView view, LeftOutReason? reason)
    {
        if (view.Address.ValueKind == JsonValueKind.Undefined)
        {
            if (view.OddContainer.ValueKind != JsonValueKind.Undefined)
            {
                var start = intake.Notes.Mark;
                Warn($"must be an object, not {view.OddContainer.Describe()}", quote: null, reason);
                intake.Notes.Within(start, "properties");
            }

            return null;
        }

        var mark = intake.Notes.Mark;
        var fault = ReadValue(view.Address, reason);
        Within(mark, view);
        return view.Container is null ? fault?.Within(view.AddressField) : fault?.Within(view.AddressField).Within(view.Container);
    }

    private void Within(int mark, in EvidenceView view)
    {
        if (mark == intake.Notes.Mark)
        {
            return;
        }

        intake.Notes.Within(mark, view.AddressField);
        if (view.Container is not null)
        {
            intake.Notes.Within(mark, view.Container);
        }
    }

    private ReadFault? ReadValue(JsonElement value, LeftOutReason? reason)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                return ReadText(value.GetString()!, reason);
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in value.EnumerateArray())
                {
                    var mark = intake.Notes.Mark;
                    var fault = ReadValue(item, reason);
                    intake.Notes.Within(mark, index++);
                    if (fault is not null)
                    {
                        return fault;
                    }
                }

                return null;
            case JsonValueKind.Null:
                return null;
            default:
                Warn($"must be text, not {value.Describe()}", quote: null, reason);
                return null;
        }
    }

    private ReadFault? ReadText(string text, LeftOutReason? reason)
    {
        if (AddressText.TryParse(text, out var address, out _))
        {
            return Take(address, reason);
        }

        foreach (var reading in DecoratedAddresses.Read(text))
        {
            if (reading.Address is not { } found)
            {
                Warn(reading.Fault, Quotation.Of(reading.Piece), reason);
            }
            else if (Take(found, reason) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private ReadFault? Take(SignalAddress address, LeftOutReason? reason)
    {
        if (reason is null)
        {
            return intake.AddFromAlert(address, facts);
        }

        intake.LeaveOut(address, reason.Value);
        return null;
    }

    // What cannot be read and would be left out anyway is told, and is no reason to dead-letter a message.
    private void Warn(string fault, string? quote, LeftOutReason? reason) => intake.Notes.Add(reason is null
        ? ReadWarning.OfAddress(string.Empty, fault, quote)
        : new ReadWarning(string.Empty, fault) { Quote = quote });

    private void LeaveOutAll(JsonElement value, LeftOutReason reason)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                if (AddressText.TryParse(value.GetString()!, out var address, out _))
                {
                    intake.LeaveOut(address, reason);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    LeaveOutAll(item, reason);
                }

                break;
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject())
                {
                    LeaveOutAll(property.Value, reason);
                }

                break;
        }
    }

    private EvidenceView? View(JsonElement entity, int index)
    {
        var view = EvidenceView.Of(entity);
        if (view.Reference.ValueKind == JsonValueKind.Undefined)
        {
            return view;
        }

        if (_references.Resolve(view.Reference, index) is { } meant)
        {
            return EvidenceView.Of(meant);
        }

        intake.Notes.Add(new ReadWarning(string.Empty, "refers to an entity that is not there"));
        return null;
    }
}
