using RiskFunctions.Signals.Json;
using RiskFunctions.Signals.Results;
using RiskFunctions.Signals.Screening;

namespace RiskFunctions.Signals.Formats.Alerts;

/// <summary>
/// A Microsoft Sentinel alert from the alert trigger, or a row of the SecurityAlert table. Names are read without case, as connectors differ.
/// </summary>
internal sealed class SentinelAlertFormat : ISignalFormat
{
    private static readonly AlertFields Fields = new()
    {
        Severity = ["Severity", "AlertSeverity"],
        Title = ["AlertDisplayName", "DisplayName", "AlertName"],
        Id = ["SystemAlertId", "ProviderAlertId", "VendorOriginalId"],
        Time = ["TimeGenerated", "EndTimeUtc", "EndTime", "StartTimeUtc", "StartTime", "ProcessingEndTime"],
        Evidence = ["Entities", "ExtendedEntities"],
    };

    public string Name => "sentinel-alert";

    public string Shape => "Sentinel alert (SystemAlertId or AlertDisplayName)";

    public string? ToldBy(JsonFields body)
    {
        var alert = new JsonFields(body.Element, ignoreCase: true);
        return alert.Names("SystemAlertId") ? "SystemAlertId"
            : alert.Names("AlertDisplayName") ? "AlertDisplayName"
            : alert.Names("AlertSeverity") && alert.Names("Entities") ? "AlertSeverity and Entities"
            : null;
    }

    public ReadFault? Read(JsonFields body, ReadScope scope) => Fields.Read(new JsonFields(body.Element, ignoreCase: true), scope);
}
