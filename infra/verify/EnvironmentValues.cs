using System.Text.Json;

namespace RiskFunctions.Verify;

/// <summary>What `azd env set` was told. The templates check the values themselves; this says in words what they would say in codes.</summary>
internal sealed class EnvironmentValues(Func<string, string?> environment)
{
    private static readonly IReadOnlyList<(string Name, JsonValueKind Kind, string Example)> Json =
    [
        ("TRUSTED_NETWORKS", JsonValueKind.Array, """["198.51.100.0/24"]"""),
        ("SENDER_PRINCIPAL_IDS", JsonValueKind.Array, """["00000000-0000-0000-0000-000000000000"]"""),
        ("ALERT_EMAILS", JsonValueKind.Array, """["soc@example.com"]"""),
        ("SEVERITY_MAP", JsonValueKind.Object, """{"Informational":"LOW"}"""),
        ("EXCLUDED_USERS", JsonValueKind.Array, """["break-glass@example.com"]"""),
        ("SUFFIX_MAP", JsonValueKind.Object, """{"corp.local":"example.com"}"""),
        ("EXTRA_APP_SETTINGS", JsonValueKind.Object, """{"Delivery__MaxHold":"00:05:00"}"""),
        ("OKTA_REQUESTS_PER_MINUTE", JsonValueKind.Number, "30"),
        ("RESERVED_FOR_HIGH", JsonValueKind.Number, "0"),
        ("MAXIMUM_INSTANCE_COUNT", JsonValueKind.Number, "1"),
        ("INSTANCE_MEMORY_MB", JsonValueKind.Number, "2048"),
        ("ALWAYS_READY_HIGH", JsonValueKind.Number, "0"),
        ("LOG_RETENTION_DAYS", JsonValueKind.Number, "90"),
        ("RISK_EVENTS_ENABLED", JsonValueKind.True, "true"),
        ("SECURITY_EVENTS_ENABLED", JsonValueKind.True, "true"),
        ("PUBLIC_KEYS", JsonValueKind.True, "true"),
        ("NETWORK_ISOLATION", JsonValueKind.True, "true"),
    ];

    public IReadOnlyList<Finding> Check()
    {
        List<Finding> faults = [.. Json.Where(value => !IsUsable(environment(value.Name), value.Kind)).Select(value =>
            new Finding.Fault(
                $"{value.Name}: '{environment(value.Name)}' is not of the shape that is read",
                $"For example: azd env set {value.Name} '{value.Example}'"))];
        var org = environment("OKTA_ORG_URL");
        if (string.IsNullOrWhiteSpace(org))
        {
            faults.Add(new Finding.Fault("OKTA_ORG_URL is not set", "azd env set OKTA_ORG_URL https://YOUR-ORG.okta.com"));
        }
        else if (!Uri.TryCreate(org, UriKind.Absolute, out var uri)
            || uri.Scheme != "https"
            || uri.PathAndQuery != "/"
            || uri.Host.Split('.')[0].EndsWith("-admin", StringComparison.OrdinalIgnoreCase))
        {
            faults.Add(new Finding.Fault(
                $"OKTA_ORG_URL: {org} is not the address of an org: https, no path, never the -admin one",
                "azd env set OKTA_ORG_URL https://YOUR-ORG.okta.com"));
        }

        if (Is("SECURITY_EVENTS_ENABLED", "true") && Is("PUBLIC_KEYS", "false") && string.IsNullOrWhiteSpace(environment("SECURITY_EVENTS_ISSUER")))
        {
            faults.Add(new Finding.Fault(
                "SECURITY_EVENTS_ISSUER is not set, and PUBLIC_KEYS is false, so nothing gives an issuer",
                "azd env set SECURITY_EVENTS_ISSUER https://ISSUER, as registered at the provider in Okta"));
        }

        if (Is("RISK_EVENTS_ENABLED", "false") && !Is("SECURITY_EVENTS_ENABLED", "true"))
        {
            faults.Add(new Finding.Fault(
                "RISK_EVENTS_ENABLED is false and SECURITY_EVENTS_ENABLED is not true, so nothing would ever be sent",
                "azd env set SECURITY_EVENTS_ENABLED true"));
        }

        return faults.Count > 0 ? faults : [new Finding.Fine($"Values: usable; the org is {org}")];
    }

    private bool Is(string name, string value) => string.Equals(environment(name)?.Trim(), value, StringComparison.Ordinal);

    /// <summary>Missing and empty mean the default.</summary>
    private static bool IsUsable(string? text, JsonValueKind kind)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return true;
        }

        try
        {
            using var value = JsonDocument.Parse(text);
            return value.RootElement.ValueKind == kind || (kind == JsonValueKind.True && value.RootElement.ValueKind == JsonValueKind.False);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
