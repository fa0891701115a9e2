using System.Text.Json;
using RiskFunctions.Signals.Json;

namespace RiskFunctions.Signals.Formats;

/// <summary>
/// A Microsoft Defender XDR incident with its alerts, as Graph gives it with <c>$expand=alerts</c>
/// (https://learn.microsoft.com/graph/api/resources/security-incident). Each alert speaks for its own addresses.
/// </summary>
internal sealed class DefenderIncidentFormat : ISignalFormat
{
    public string Name => "defender-incident";

    public string Shape => "Microsoft Defender incident (alerts)";

    public bool Matches(JsonFields body) => body.Names("alerts") || body.Names("incidentWebUrl");

    public ReadFault? Read(JsonFields body, ReadScope scope)
    {
        if (!body.Names("alerts"))
        {
            return ReadFault.Invalid("alerts", "is missing: ask Graph for the incident with $expand=alerts");
        }

        if (body.ReadText("severity", out var severity) is { } badSeverity)
        {
            return badSeverity;
        }

        if (body.Require("alerts", JsonValueKind.Array, out var alerts) is { } badAlerts)
        {
            return badAlerts;
        }

        var index = 0;
        foreach (var alert in alerts.EnumerateArray())
        {
            var fault = alert.ValueKind == JsonValueKind.Object
                ? DefenderAlertFormat.Read(new JsonFields(alert), scope, severity)
                : ReadFault.Invalid(string.Empty, $"must be an object, not {alert.Describe()}");
            if (fault is not null)
            {
                return fault.Within(index).Within("alerts");
            }

            index++;
        }

        return null;
    }
}
