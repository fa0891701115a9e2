using System.Text;
using System.Text.Json;
using RiskFunctions.Signals.Json;

namespace RiskFunctions.Signals.Formats;

/// <summary>
/// A Microsoft Sentinel alert as the alert trigger gives it: flat, names in PascalCase (read without case, as connectors differ).
/// <c>Entities</c> is an array, or text that holds one. One signal for each IP entity.
/// </summary>
internal sealed class SentinelAlertFormat : ISignalFormat
{
    private const string Entities = "Entities";

    private static readonly AlertFields Fields = new()
    {
        Severity = "Severity",
        Title = "AlertDisplayName",
        Id = ["SystemAlertId", "ProviderAlertId"],
        Time = ["TimeGenerated"],
    };

    private static readonly AlertAddresses Addresses = new()
    {
        Kind = "Type",
        AddressKind = "ip",
        Address = "Address",
        IgnoreCase = true,
    };

    public string Name => "sentinel-alert";

    public string Shape => "Microsoft Sentinel alert (SystemAlertId or AlertDisplayName)";

    public bool Matches(JsonFields body)
    {
        var alert = new JsonFields(body.Element, ignoreCase: true);
        return alert.Names("SystemAlertId") || alert.Names("AlertDisplayName");
    }

    public ReadFault? Read(JsonFields body, ReadScope scope)
    {
        var alert = new JsonFields(body.Element, ignoreCase: true);
        if (!Fields.TryRead(alert, scope, severityOfParent: null, out var facts, out var fault))
        {
            return fault;
        }

        return alert.TryGet(Entities, out var entities) && entities.ValueKind == JsonValueKind.String
            ? ReadText(entities.GetString() ?? string.Empty, facts, scope)?.Within(Entities)
            : alert.Require(Entities, JsonValueKind.Array, out entities) ?? Addresses.Read(entities, facts, scope)?.Within(Entities);
    }

    private static ReadFault? ReadText(string text, AlertFacts facts, ReadScope scope)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (!JsonBody.TryParse(Encoding.UTF8.GetBytes(text), out var inner, out var fault))
        {
            return fault with { Reason = DeadLetterReason.InvalidSignal };
        }

        using (inner)
        {
            return inner.Root.ValueKind == JsonValueKind.Array
                ? Addresses.Read(inner.Root, facts, scope)
                : ReadFault.Invalid(string.Empty, $"must hold an array, not {inner.Root.Describe()}");
        }
    }
}
