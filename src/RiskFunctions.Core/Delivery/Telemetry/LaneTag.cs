using RiskFunctions.Signals;

namespace RiskFunctions.Delivery.Telemetry;

/// <summary>The lane as metrics and spans name it: like its subscription.</summary>
internal static class LaneTag
{
    public static string Tag(this RiskLevel lane) => lane.ToString().ToLowerInvariant();
}
