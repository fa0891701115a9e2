using RiskFunctions.Signals.Json;
using RiskFunctions.Signals.Results;
using RiskFunctions.Signals.Screening;

namespace RiskFunctions.Signals.Formats.Alerts;

/// <summary>
/// A Microsoft Sentinel incident from the playbook trigger: the whole trigger body, its <c>object</c>, or that object's <c>properties</c>.
/// Names are read without case.
/// </summary>
internal sealed class SentinelIncidentFormat : ISignalFormat
{
    private const string IncidentType = "Microsoft.SecurityInsights/Incidents";

    private static readonly AlertFields Fields = new()
    {
        Severity = ["severity"],
        Title = ["title"],
        // The portal shows the number and finds the incident by it. Public examples also have it as text.
        Id = ["incidentNumber", "providerIncidentId"],
        Time = ["lastActivityTimeUtc", "firstActivityTimeUtc", "createdTimeUtc", "lastModifiedTimeUtc"],
        Evidence = ["relatedEntities"],
    };

    public string Name => "sentinel-incident";

    public string Shape => "Sentinel incident (object.properties.relatedEntities)";

    public string? ToldBy(JsonFields body)
    {
        var incident = new JsonFields(body.Element, ignoreCase: true);
        return IsProperties(incident) ? "relatedEntities"
            : IsIncidentObject(incident) ? "properties.relatedEntities"
            : IsTriggerBody(incident) ? "object.properties"
            : null;
    }

    public ReadFault? Read(JsonFields body, ReadScope scope)
    {
        var incident = new JsonFields(body.Element, ignoreCase: true);
        if (IsProperties(incident))
        {
            return ReadProperties(incident, scope);
        }

        return IsIncidentObject(incident)
            ? ReadInner(incident, "properties", scope, ReadProperties)
            : ReadInner(incident, "object", scope, static (inner, innerScope) => ReadInner(inner, "properties", innerScope, ReadProperties));
    }

    private static bool IsProperties(JsonFields body) => body.Names("relatedEntities") || (body.Names("incidentNumber") && body.Names("severity"));

    private static bool IsTriggerBody(JsonFields body) =>
        HasText(body, "objectSchemaType", "Incident")
        || (body.TryGet("object", out var inner) && inner.ValueKind == JsonValueKind.Object && IsIncidentObject(new JsonFields(inner, ignoreCase: true)));

    private static bool IsIncidentObject(JsonFields body) =>
        body.TryGet("properties", out var properties)
        && (HasText(body, "type", IncidentType)
            || (properties.ValueKind == JsonValueKind.Object && IsProperties(new JsonFields(properties, ignoreCase: true))));

    private static bool HasText(JsonFields body, string name, string expected) =>
        expected.Equals(body.TextOrNull(name), StringComparison.OrdinalIgnoreCase);

    private static ReadFault? ReadInner(JsonFields body, string name, ReadScope scope, Func<JsonFields, ReadScope, ReadFault?> read) =>
        body.Require(name, JsonValueKind.Object, out var inner)
        ?? scope.Screening.Notes.ReadField(name, () => read(new JsonFields(inner, ignoreCase: true), scope));

    private static ReadFault? ReadProperties(JsonFields properties, ReadScope scope) => Fields.Read(properties, scope);
}
