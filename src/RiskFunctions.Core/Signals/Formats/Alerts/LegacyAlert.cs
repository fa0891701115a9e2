using RiskFunctions.Signals.Json;

namespace RiskFunctions.Signals.Formats.Alerts;

/// <summary>
/// The alerts of the Graph security API's first generation (https://learn.microsoft.com/graph/api/resources/alert), which playbooks still pass on. They have no
/// evidence; addresses stand in several states that say nothing of who attacked whom, so they are refused by name.
/// </summary>
internal static class LegacyAlert
{
    public const string Fault = "is of an alert of Graph's retired API /security/alerts: send the one of /security/alerts_v2";

    // Those that hold addresses.
    private static readonly string[] States = ["networkConnections", "hostStates", "userStates", "cloudAppStates"];

    // Told by these where no state holds anything.
    private static readonly string[] Others = ["vendorInformation", "azureTenantId", "fileStates"];

    /// <summary>The first field of its own that holds something; null when there is none.</summary>
    public static string? FilledField(JsonFields alert) => Array.Find(States, name => alert.TryGet(name, out var states)
        && !(states.ValueKind == JsonValueKind.Array && states.GetArrayLength() == 0));

    /// <summary>The field that tells it; null when it is none.</summary>
    public static string? ToldBy(JsonFields body) => FilledField(body)
        ?? Array.Find(States, name => body.Names(name))
        ?? (Array.TrueForAll(Others[..2], name => body.Names(name)) ? Others[0] : null);
}
