namespace RiskFunctions.Signals;

/// <summary>The names of the levels in our own format, in Okta's, and in the <c>riskLevel</c> property of a message.</summary>
internal static class RiskLevelText
{
    /// <summary>Exactly <c>HIGH</c>, <c>MEDIUM</c> or <c>LOW</c>: the lane's filter compares with case too, so anything looser would read one level and route by another.</summary>
    public static bool TryParse(string text, out RiskLevel level)
    {
        (var known, level) = text switch
        {
            "HIGH" => (true, RiskLevel.High),
            "MEDIUM" => (true, RiskLevel.Medium),
            "LOW" => (true, RiskLevel.Low),
            _ => (false, RiskLevel.Low),
        };
        return known;
    }

    /// <summary>The same in a setting, where nothing is routed by it: spaces around it and case do not matter.</summary>
    public static bool TryParseSetting(string? text, out RiskLevel level) =>
        TryParse(text?.Trim().ToUpperInvariant() ?? string.Empty, out level);
}
