using RiskFunctions.Signals;

namespace RiskFunctions.LocalHost.Broker.Pump;

/// <summary>The subscription that carries a level.</summary>
internal static class LaneName
{
    public static string Of(RiskLevel level) => level switch
    {
        RiskLevel.High => "high",
        RiskLevel.Medium => "medium",
        RiskLevel.Low => "low",
        _ => throw new ArgumentOutOfRangeException(nameof(level), level, "No such level."),
    };
}
