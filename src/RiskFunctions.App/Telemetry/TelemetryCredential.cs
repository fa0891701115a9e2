using Azure.Core;
using Azure.Identity;

namespace RiskFunctions.App.Telemetry;

/// <summary>
/// Our identity for Application Insights. The Functions host reads the same setting for its own telemetry; the exporter does not
/// (https://learn.microsoft.com/azure/azure-functions/functions-app-settings#applicationinsights_authentication_string).
/// </summary>
internal static class TelemetryCredential
{
    public const string Setting = "APPLICATIONINSIGHTS_AUTHENTICATION_STRING";

    /// <summary>
    /// <c>Authorization=AAD</c> for the system-assigned identity, <c>ClientId=...;Authorization=AAD</c> for a user-assigned one. Null when nothing is set:
    /// then the key in the connection string is used.
    /// </summary>
    /// <exception cref="InvalidOperationException">The setting says something else: telemetry would be refused silently.</exception>
    public static TokenCredential? From(string? setting)
    {
        if (string.IsNullOrWhiteSpace(setting))
        {
            return null;
        }

        var parts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in setting.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var (key, value) = part.Split('=', 2, StringSplitOptions.TrimEntries) is [var name, var text] ? (name, text) : (part, string.Empty);
            parts[key] = value;
        }

        if (!parts.Remove("Authorization", out var authorization) || !authorization.Equals("AAD", StringComparison.OrdinalIgnoreCase))
        {
            throw Fault("it does not say Authorization=AAD");
        }

        var identity = parts.Remove("ClientId", out var clientId)
            ? ManagedIdentityId.FromUserAssignedClientId(NotEmpty(clientId))
            : ManagedIdentityId.SystemAssigned;
        return parts.Count == 0 ? new ManagedIdentityCredential(identity) : throw Fault($"it has a part {parts.Keys.First()}");
    }

    private static string NotEmpty(string clientId) => clientId.Length > 0 ? clientId : throw Fault("its ClientId is empty");

    private static InvalidOperationException Fault(string fault) =>
        new($"{Setting}: {fault}. Give Authorization=AAD, or ClientId=CLIENT-ID-OF-THE-IDENTITY;Authorization=AAD.");
}
