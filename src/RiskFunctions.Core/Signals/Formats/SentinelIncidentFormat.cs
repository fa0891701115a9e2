using System.Text.Json;
using RiskFunctions.Signals.Json;

namespace RiskFunctions.Signals.Formats;

/// <summary>
/// A Microsoft Sentinel incident as the playbook trigger gives it, or a part of it that a playbook passes on: the whole trigger body,
/// its <c>object</c>, or that object's <c>properties</c>. One signal for each IP entity.
/// </summary>
internal sealed class SentinelIncidentFormat : ISignalFormat
{
    private const string IncidentType = "Microsoft.SecurityInsights/Incidents";

    private static readonly AlertFields Fields = new()
    {
        Severity = "severity",
        Title = "title",
        // The number is what the portal shows and finds; public examples have it as text too.
        Id = ["incidentNumber", "providerIncidentId"],
        Time = ["lastActivityTimeUtc", "firstActivityTimeUtc", "createdTimeUtc"],
    };

    private static readonly AlertAddresses Addresses = new()
    {
        Kind = "kind",
        AddressKind = "Ip",
        Container = "properties",
        Address = "address",
    };

    public string Name => "sentinel-incident";

    public string Shape => "Microsoft Sentinel incident (object.properties.relatedEntities)";

    public bool Matches(JsonFields body) => body.Names("relatedEntities") || IsIncidentObject(body) || IsTriggerBody(body);

    public ReadFault? Read(JsonFields body, ReadScope scope)
    {
        if (body.Names("relatedEntities"))
        {
            return ReadProperties(body, scope);
        }

        return IsIncidentObject(body)
            ? ReadInner(body, "properties", scope, ReadProperties)
            : ReadInner(body, "object", scope, (inner, innerScope) => ReadInner(inner, "properties", innerScope, ReadProperties));
    }

    private static bool IsTriggerBody(JsonFields body) =>
        HasText(body, "objectSchemaType", "Incident")
        || (body.TryGet("object", out var inner) && inner.ValueKind == JsonValueKind.Object && IsIncidentObject(new JsonFields(inner)));

    private static bool IsIncidentObject(JsonFields body) =>
        body.TryGet("properties", out var properties)
        && (HasText(body, "type", IncidentType)
            || (properties.ValueKind == JsonValueKind.Object && new JsonFields(properties).Names("relatedEntities")));

    private static bool HasText(JsonFields body, string name, string expected) =>
        body.ReadText(name, out var text) is null && expected.Equals(text, StringComparison.OrdinalIgnoreCase);

    private static ReadFault? ReadInner(JsonFields body, string name, ReadScope scope, Func<JsonFields, ReadScope, ReadFault?> read) =>
        body.Require(name, JsonValueKind.Object, out var inner) ?? read(new JsonFields(inner), scope)?.Within(name);

    private static ReadFault? ReadProperties(JsonFields properties, ReadScope scope)
    {
        if (!Fields.TryRead(properties, scope, severityOfParent: null, out var facts, out var fault))
        {
            return fault;
        }

        return properties.Require("relatedEntities", JsonValueKind.Array, out var entities)
            ?? Addresses.Read(entities, facts, scope)?.Within("relatedEntities");
    }
}
