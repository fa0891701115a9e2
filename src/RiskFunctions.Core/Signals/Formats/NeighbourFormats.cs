using RiskFunctions.Signals.Formats.Alerts;
using RiskFunctions.Signals.Json;
using RiskFunctions.Signals.Results;

namespace RiskFunctions.Signals.Formats;

/// <summary>Close to a known format but none: refused by name, with what to send instead.</summary>
internal static class NeighbourFormats
{
    private static readonly (string[] Fields, string Name, string Instead)[] Table =
    [
        (["tables"], "an answer of Log Analytics", "send its rows as objects, those of the SecurityAlert table for example"),
        (["IPs"], "the output of the playbook action \"Entities - Get IPs\"", "send the trigger's whole body"),
        (["AlertIds", "IncidentName"],
            "a row of the SecurityIncident table, which holds no addresses",
            "send the incident trigger's body, or rows of the SecurityAlert table"),
        (["EvidenceRole", "EntityType"], "a row of the AlertEvidence table", "send the alert of Graph's /security/alerts_v2"),
        (["riskEventType"], "a risk detection of Entra ID Protection", "send the alert of Graph's /security/alerts_v2"),
        (["ContentData"], "the output of a Service Bus trigger", "send what ContentData holds, decoded"),
    ];

    public static ReadFault? Refusal(JsonFields body)
    {
        if (LegacyAlert.ToldBy(body) is { } legacy)
        {
            return ReadFault.Unsupported(string.Empty) with { Field = legacy, Text = LegacyAlert.Fault };
        }

        foreach (var (fields, name, instead) in Table)
        {
            if (Array.TrueForAll(fields, field => body.TryGet(field, out var value) && value.ValueKind is not JsonValueKind.Undefined))
            {
                return ReadFault.Unsupported($"is {name}: {instead}");
            }
        }

        return null;
    }
}
