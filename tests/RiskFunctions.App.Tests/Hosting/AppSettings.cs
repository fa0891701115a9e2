using System.Text.Json;

namespace RiskFunctions.App.Tests.Hosting;

/// <summary>The settings that a start may find, as command line arguments for the app's host.</summary>
internal static class AppSettings
{
    /// <summary>What Bicep takes from other resources and from its parameters.</summary>
    private static readonly Dictionary<string, string> OfADeployment = new(StringComparer.Ordinal)
    {
        ["hostStorageName"] = "sthost",
        ["identityClientId"] = "11111111-2222-3333-4444-555555555555",
        ["applicationInsightsConnectionString"] = "InstrumentationKey=11111111-2222-3333-4444-555555555555;IngestionEndpoint=http://127.0.0.1:9/",
        ["oktaOrgUrl"] = "https://contoso.okta.com",
        ["oktaAuthentication"] = "PrivateKeyJwt",
        ["oktaClientId"] = "0oa1",
        ["oktaDPoP"] = "Auto",
        ["vaultUri"] = "https://kv-contoso.vault.azure.net/",
        ["serviceBusHostName"] = "sb-contoso.servicebus.windows.net",
        ["oktaAuthentication == 'ApiToken' ? credentialName : 'okta-api-token'"] = "okta-api-token",
        ["oktaAuthentication == 'PrivateKeyJwt' ? credentialName : 'okta-private-key'"] = "okta-private-key",
        ["topicName"] = "risk-signals",
        ["string(requestsPerMinute)"] = "30",
        ["string(reservedForHigh)"] = "0",
        ["meterContainerUri"] = "https://stcontoso.blob.core.windows.net/rate-meter",
        ["defaultLifetime"] = "1.00:00:00",
        ["riskEventsEnabled ? 'true' : 'false'"] = "true",
        ["securityEventsEnabled ? 'true' : 'false'"] = "true",
        ["issuer"] = "https://stkeyscontoso.z6.web.core.windows.net",
        ["empty(signingKeyName) ? 'security-events-key' : signingKeyName"] = "security-events-key",
        ["publicKeysUri"] = "https://stkeyscontoso.blob.core.windows.net/$web",
        ["usersFromAlerts"] = "High",
    };

    public static Dictionary<string, string> Sample()
    {
        using var sample = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "local.settings.sample.json")));
        return sample.RootElement.GetProperty("Values").EnumerateObject().ToDictionary(v => v.Name, v => v.Value.GetString()!, StringComparer.Ordinal);
    }

    /// <summary>Every setting of infra/modules/functionapp.bicep: literals as they are, the rest as in a deployment.</summary>
    public static Dictionary<string, string> Bicep()
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Signals__TrustedNetworks__0"] = "192.0.2.0/24",
            ["Signals__SeverityMap__Informational"] = "LOW",
            ["Signals__ExcludedUsers__0"] = "*@example.com",
            ["SecurityEvents__SuffixMap__corp.local"] = "example.com",
        };
        var inSettings = false;
        foreach (var line in File.ReadLines(Path.Combine(Repository.Root, "infra/modules/functionapp.bicep")))
        {
            inSettings = line is "var hostSettings = {" or "var settings = {" or "var defaults = {" || (inSettings && line != "}");
            if (inSettings && line.StartsWith("  ") && !line.StartsWith("  //"))
            {
                var colon = line.IndexOf(": ", StringComparison.Ordinal);
                settings.Add(line[..colon].Trim(), Value(line[(colon + 2)..]));
            }
        }

        return settings;
    }

    /// <summary>What the Functions host says to a worker that it starts. Nobody listens there.</summary>
    private static readonly KeyValuePair<string, string>[] OfTheHost =
    [
        new("Functions__Worker__HostEndpoint", "http://127.0.0.1:9"),
        new("Functions__Worker__WorkerId", "worker-1"),
        new("Functions__Worker__RequestId", "request-1"),
        new("Functions__Worker__GrpcMaxMessageLength", "4194304"),
    ];

    /// <summary>As arguments, which stand above the environment's variables and name a section with a colon.</summary>
    public static string[] AsArguments(IEnumerable<KeyValuePair<string, string>> settings) =>
        [.. settings.Concat(OfTheHost).Select(setting => $"--{setting.Key.Replace("__", ":", StringComparison.Ordinal)}={setting.Value}")];

    private static string Value(string bicep) => bicep[0] == '\''
        ? OfADeployment.Aggregate(bicep.Trim('\''), static (text, of) => text.Replace($"${{{of.Key}}}", of.Value, StringComparison.Ordinal))
        : OfADeployment[bicep];
}
