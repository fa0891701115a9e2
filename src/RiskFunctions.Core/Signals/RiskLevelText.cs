namespace RiskFunctions.Signals;

/// <summary>The names of the levels in our own format, in Okta's, and in the <c>riskLevel</c> property of a message.</summary>
internal static class RiskLevelText
{
    /// <summary><c>HIGH</c>, <c>MEDIUM</c> or <c>LOW</c> in any case: a body is read here and nowhere else, and people write <c>High</c>. The lane's filter compares with case, so a property in another case goes through <c>medium</c>.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out RiskLevel level)
    {
        (var known, level) = text switch
        {
            "HIGH" => (true, RiskLevel.High),
            "MEDIUM" => (true, RiskLevel.Medium),
            "LOW" => (true, RiskLevel.Low),
            _ when text.Equals("HIGH", StringComparison.OrdinalIgnoreCase) => (true, RiskLevel.High),
            _ when text.Equals("MEDIUM", StringComparison.OrdinalIgnoreCase) => (true, RiskLevel.Medium),
            _ when text.Equals("LOW", StringComparison.OrdinalIgnoreCase) => (true, RiskLevel.Low),
            _ => (false, RiskLevel.Low),
        };
        return known;
    }

    /// <summary>The same in a setting, where spaces around it do not matter either.</summary>
    public static bool TryParseSetting(string? text, out RiskLevel level) => TryParse(text?.Trim() ?? string.Empty, out level);
}
