using RiskFunctions.Signals.Evidence;
using RiskFunctions.Signals.Intake;
using RiskFunctions.Signals.Json;
using RiskFunctions.Signals.Results;

namespace RiskFunctions.Signals.Formats.Alerts;

/// <summary>
/// A Microsoft Defender XDR incident with its alerts, as Graph gives it with <c>$expand=alerts</c>
/// (https://learn.microsoft.com/graph/api/resources/security-incident), or as Microsoft 365 Defender's own API does. Each alert speaks for its own addresses.
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
        if (Clearance.Of(incident) is { } why)
        {
            scope.Intake.Notes.Add(new ClearedAlert(string.Empty, why));
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

        var index = 0;
        var mark = scope.Intake.Notes.Mark;
        foreach (var alert in alerts.EnumerateArray())
        {
            var alertMark = scope.Intake.Notes.Mark;
            var fault = ReadAlert(alert, scope, severity);
            scope.Intake.Notes.Within(alertMark, index);
            if (fault is not null)
            {
                return fault.Within(index).Within("alerts");
            }

            index++;
        }

        scope.Intake.Notes.Within(mark, "alerts");
        return null;
    }

    private static ReadFault? ReadAlert(JsonElement alert, ReadScope scope, string? severityOfIncident)
    {
        if (alert.ValueKind == JsonValueKind.Object)
        {
            return DefenderAlertFormat.Read(new JsonFields(alert), scope, severityOfIncident);
        }

        scope.Intake.Notes.Add(alert.ValueKind == JsonValueKind.Null
            ? new ReadWarning(string.Empty, "is null")
            : ReadWarning.OfAddress(string.Empty, $"must be an object, not {alert.Describe()}"));
        return null;
    }
}
