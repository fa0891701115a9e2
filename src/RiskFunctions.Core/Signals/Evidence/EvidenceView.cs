using System.Runtime.InteropServices;
using RiskFunctions.Signals.Json;

namespace RiskFunctions.Signals.Evidence;

/// <summary>
/// The fields of one evidence (entity) that tell what it is, found in one pass. Each product names them differently, in any case: the Graph security
/// API <c>@odata.type</c> and <c>ipAddress</c>, Defender for Endpoint <c>entityType</c>, Sentinel's alerts <c>Type</c> and <c>Address</c>, its incidents
/// <c>kind</c> with the rest in <c>properties</c>. A field that is null or absent is undefined here.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal struct EvidenceView
{
    private JsonProperty _kind;

    public JsonElement Address;

    public JsonElement Roles;

    public JsonElement Verdict;

    /// <summary>The id of the entity that this one refers to.</summary>
    public JsonElement Reference;

    private JsonProperty _weakKind;
    private JsonElement _inner;
    private JsonElement _more;
    private string? _innerName;

    private JsonProperty _addressProperty;

    /// <summary>What tells the kind.</summary>
    public readonly JsonElement Kind => _kind.Value;

    /// <summary>The field that tells it, for notes.</summary>
    public readonly string KindField => _kind.Name;

    /// <summary>The value of the container field when that is no object; undefined otherwise.</summary>
    public readonly JsonElement OddContainer => _inner.ValueKind == JsonValueKind.Object ? default : _inner;

    /// <summary>The field that holds the address, for notes.</summary>
    public readonly string AddressField => _addressProperty.Name;

    /// <summary>The field that holds the rest; null when the entity itself does.</summary>
    public string? Container { get; private set; }

    /// <summary>Where the fields of the kind stand.</summary>
    public JsonElement Fields { get; private set; }

    /// <param name="entity">An object.</param>
    public static EvidenceView Of(JsonElement entity)
    {
        var view = Plain(entity);
        if (view._inner.ValueKind == JsonValueKind.Object)
        {
            var inner = Plain(view._inner);
            view._kind = view.Kind.ValueKind == JsonValueKind.Undefined ? inner._kind : view._kind;
            view._more = inner._more;
            if (view.Address.ValueKind == JsonValueKind.Undefined)
            {
                (view.Address, view._addressProperty) = (inner.Address, inner._addressProperty);
                view.Container = view._innerName;
                view.Fields = view._inner;
            }

            view.TakeOver(inner);
        }

        if (view._more.ValueKind == JsonValueKind.Object)
        {
            view.TakeOver(Plain(view._more));
        }

        if (view.Kind.ValueKind == JsonValueKind.Undefined)
        {
            view._kind = view._weakKind;
        }

        return view;
    }

    private void TakeOver(EvidenceView inner)
    {
        Roles = Roles.ValueKind == JsonValueKind.Undefined ? inner.Roles : Roles;
        Verdict = Verdict.ValueKind == JsonValueKind.Undefined ? inner.Verdict : Verdict;
        _weakKind = _weakKind.Value.ValueKind == JsonValueKind.Undefined ? inner._weakKind : _weakKind;
    }

    private static EvidenceView Plain(JsonElement entity)
    {
        var view = new EvidenceView { Fields = entity };
        foreach (var property in entity.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.Null)
            {
                view.Take(property);
            }
        }

        return view;
    }

    private void Take(JsonProperty property)
    {
        // Most properties are none of these; their length tells.
        switch (JsonMarshal.GetRawUtf8PropertyName(property).Length)
        {
            case 4 when property.NameEquals("$ref"u8):
                Reference = property.Value;
                break;
            case 4 when JsonFields.IsNamed(property, "kind"):
                _kind = property;
                break;
            case 4 when JsonFields.IsNamed(property, "type"):
                _weakKind = property;
                break;
            case 4 when JsonFields.IsNamed(property, "role"):
            case 5 when JsonFields.IsNamed(property, "roles"):
                Roles = property.Value;
                break;
            case 7 when JsonFields.IsNamed(property, "address"):
            case 9 when JsonFields.IsNamed(property, "ipAddress"):
                (Address, _addressProperty) = (property.Value, property);
                break;
            case 7 when JsonFields.IsNamed(property, "verdict"):
            case 11 when JsonFields.IsNamed(property, "lastVerdict"):
                Verdict = property.Value;
                break;
            case 9 when JsonFields.IsNamed(property, "odataType"):
            case 10 when JsonFields.IsNamed(property, "entityType"):
            case 10 when JsonFields.IsNamed(property, "odata.type"):
            case 11 when JsonFields.IsNamed(property, "@odata.type"):
                _kind = property;
                break;
            case 10 when JsonFields.IsNamed(property, "properties"):
                (_inner, _innerName) = (property.Value, "properties");
                break;

            // The Graph SDK for PowerShell puts fields without a class of its own here.
            case 20 when JsonFields.IsNamed(property, "additionalProperties"):
                (_inner, _innerName) = (property.Value, "AdditionalProperties");
                break;
            case 14 when JsonFields.IsNamed(property, "additionalData"):
                _more = property.Value;
                break;
        }
    }
}
