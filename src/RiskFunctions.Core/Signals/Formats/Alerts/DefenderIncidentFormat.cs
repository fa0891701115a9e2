using RiskFunctions.Signals.Evidence;
using RiskFunctions.Signals.Json;
using RiskFunctions.Signals.Results;
using RiskFunctions.Signals.Screening;

namespace RiskFunctions.Signals.Formats.Alerts;

/// <summary>
/// A Microsoft Defender XDR incident with its alerts, from Graph with <c>$expand=alerts</c>
/// (https://learn.microsoft.com/graph/api/resources/security-incident) or from Microsoft 365 Defender's own API. Each alert speaks for its addresses.
/// </summary>
internal sealed class DefenderIncidentFormat : ISignalFormat
{
    public string Name => "defender-incident";

    public string Shape => "Defender incident (alerts)";

    public string? ToldBy(JsonFields body)
    {
        var incident = new JsonFields(body.Element, ignoreCase: true);
        return incident.Names("alerts") ? "alerts"
            : incident.Names("incidentWebUrl") ? "incidentWebUrl"
            : incident.Names("redirectIncidentId") ? "redirectIncidentId"
            : null;
    }

    public ReadFault? Read(JsonFields body, ReadScope scope)
    {
        var incident = new JsonFields(body.Element, ignoreCase: true);
        if (Clearance.Clears(incident, scope.Screening.Notes))
        {
            return null;
        }

        if (!incident.Names("alerts"))
        {
            return ReadFault.Invalid("alerts", "is missing: ask Graph for the incident with $expand=alerts");
        }

        if (incident.ReadText("severity", out var severity) is { } badSeverity)
        {
            return badSeverity;
        }

        if (incident.Require("alerts", JsonValueKind.Array, out var alerts) is { } badAlerts)
        {
            return badAlerts;
        }

        return scope.Screening.Notes.ReadField(
            "alerts", () => scope.Screening.Notes.ReadMembers(alerts, (alert, _) => ReadAlert(alert, scope, severity)));
    }

    private static ReadFault? ReadAlert(JsonElement alert, ReadScope scope, string? severityOfIncident)
    {
        if (alert.ValueKind == JsonValueKind.Object)
        {
            return DefenderAlertFormat.Read(new JsonFields(alert), scope, severityOfIncident);
        }

        scope.Screening.Notes.Add(alert.ValueKind == JsonValueKind.Null
            ? new ReadWarning(string.Empty, "is null")
            : ReadWarning.OfAddress(string.Empty, $"must be an object, not {alert.Describe()}"));
        return null;
    }
}
