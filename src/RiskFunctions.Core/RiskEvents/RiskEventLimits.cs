namespace RiskFunctions.RiskEvents;

/// <summary>What one request may hold.</summary>
internal static class RiskEventLimits
{
    /// <summary>Okta's API description of <c>POST /api/v1/risk/events/ip</c>: "up to a maximum of 20 events".</summary>
    public const int EventsPerRequest = 20;

    /// <summary>Okta's older "Risk Events" page; the current description is silent, so the stricter reading holds.</summary>
    public const int SubjectsPerEvent = 50;
}
