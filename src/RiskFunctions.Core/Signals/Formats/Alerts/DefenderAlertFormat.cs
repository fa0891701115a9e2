using RiskFunctions.Signals.Json;
using RiskFunctions.Signals.Results;
using RiskFunctions.Signals.Screening;

namespace RiskFunctions.Signals.Formats.Alerts;

/// <summary>
/// A Microsoft Defender XDR alert from Graph (https://learn.microsoft.com/graph/api/resources/security-alert), or from the older APIs of Defender for
/// Endpoint and Microsoft 365 Defender, which use other names (<c>alertCreationTime</c>, <c>entityType</c>; <c>alertId</c>, <c>entities</c>).
/// </summary>
internal sealed class DefenderAlertFormat : ISignalFormat
{
    private static readonly AlertFields Fields = new()
    {
        Severity = ["severity"],
        Title = ["title"],
        Id = ["id", "alertId", "providerAlertId"],
        Time =
        [
            "lastActivityDateTime", "firstActivityDateTime", "createdDateTime",
            "lastEventTime", "firstEventTime", "alertCreationTime",
            "lastActivity", "firstActivity", "creationTime",
        ],
        Evidence = ["evidence", "entities"],
    };

    public string Name => "defender-alert";

    public string Shape => "Defender alert (evidence)";

    public string? ToldBy(JsonFields body)
    {
        var alert = new JsonFields(body.Element, ignoreCase: true);
        return alert.Names("evidence") ? "evidence"
            : alert.Names("alertWebUrl") ? "alertWebUrl"
            : alert.Names("alertCreationTime") ? "alertCreationTime"
            : alert.Names("alertId") && alert.Names("entities") ? "alertId and entities"
            : null;
    }

    public ReadFault? Read(JsonFields body, ReadScope scope) => Read(body, scope, severityOfIncident: null);

    /// <summary>The same for an alert inside an incident, whose severity replaces a missing one.</summary>
    public static ReadFault? Read(JsonFields body, ReadScope scope, string? severityOfIncident)
    {
        var alert = new JsonFields(body.Element, ignoreCase: true);
        var legacy = LegacyAlert.FilledField(alert) is { } field
            ? new ReadWarning(field, LegacyAlert.Fault) { Alone = DeadLetterReason.UnsupportedFormat }
            : null;
        return Fields.Read(alert, scope, severityOfIncident, legacy);
    }
}
