using System.Text.Json;
using RiskFunctions.Signals.Json;

namespace RiskFunctions.Signals.Formats;

/// <summary>
/// A Microsoft Defender XDR alert as Graph gives it (https://learn.microsoft.com/graph/api/resources/security-alert). One signal for
/// each ipEvidence; a deviceEvidence's addresses are the organisation's own.
/// </summary>
internal sealed class DefenderAlertFormat : ISignalFormat
{
    private static readonly AlertFields Fields = new()
    {
        Severity = "severity",
        Title = "title",
        Id = ["id", "providerAlertId"],
        Time = ["lastActivityDateTime", "firstActivityDateTime", "createdDateTime"],
    };

    private static readonly AlertAddresses Addresses = new()
    {
        Kind = "@odata.type",
        AddressKind = "microsoft.graph.security.ipEvidence",
        Address = "ipAddress",
    };

    public string Name => "defender-alert";

    public string Shape => "Microsoft Defender alert (evidence)";

    public bool Matches(JsonFields body) => body.Names("evidence") || body.Names("alertWebUrl");

    public ReadFault? Read(JsonFields body, ReadScope scope) => Read(body, scope, severityOfIncident: null);

    /// <summary>The same for an alert inside an incident, whose severity stands in for a missing one.</summary>
    public static ReadFault? Read(JsonFields body, ReadScope scope, string? severityOfIncident)
    {
        if (!Fields.TryRead(body, scope, severityOfIncident, out var facts, out var fault))
        {
            return fault;
        }

        return body.Require("evidence", JsonValueKind.Array, out var evidence)
            ?? Addresses.Read(evidence, facts, scope)?.Within("evidence");
    }
}
