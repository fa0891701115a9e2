using RiskFunctions.Signals.Json;

namespace RiskFunctions.Signals.Formats.Alerts;

/// <summary>
/// An alert of Graph's retired first security API (https://learn.microsoft.com/graph/api/resources/alert), which playbooks still pass on. Its addresses
/// stand in several states that do not say who attacked whom, so it is refused by name.
/// </summary>
internal static class LegacyAlert
{
    public const string Fault = "is of an alert of Graph's retired API /security/alerts: send the one of /security/alerts_v2";

    // The states that hold addresses.
    private static readonly string[] States = ["networkConnections", "hostStates", "userStates", "cloudAppStates"];

    // These tell it when no state holds anything.
    private static readonly string[] Others = ["vendorInformation", "azureTenantId", "fileStates"];

    /// <summary>The first of its fields that holds something; null when none does.</summary>
    public static string? FilledField(JsonFields alert) => Array.Find(States, name => alert.TryGet(name, out var states)
        && !(states.ValueKind == JsonValueKind.Array && states.GetArrayLength() == 0));

    /// <summary>The field that tells it; null when it is none.</summary>
    public static string? ToldBy(JsonFields body) => FilledField(body)
        ?? Array.Find(States, name => body.Names(name))
        ?? (Array.TrueForAll(Others[..2], name => body.Names(name)) ? Others[0] : null);
}
