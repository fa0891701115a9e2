namespace RiskFunctions.RiskEvents;

/// <summary>Settings under <c>RiskEvents</c>.</summary>
public sealed class RiskEventsOptions
{
    public const string Section = "RiskEvents";

    /// <summary>Whether addresses go to Okta's Risk Events API. Default true. False for an org that has none: see <c>SecurityEvents:Enabled</c>.</summary>
    public bool Enabled { get; set; } = true;
}
