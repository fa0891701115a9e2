namespace RiskFunctions.Signals;

/// <summary>The names of the levels in our own format, in Okta's, in the <c>riskLevel</c> property of a message, and in metrics.</summary>
internal static class RiskLevelText
{
    /// <summary>
    /// <c>HIGH</c>, <c>MEDIUM</c> or <c>LOW</c> in a body, in any case. The lane's filter does compare case: a property <c>High</c> goes through
    /// <c>medium</c>.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out RiskLevel level)
    {
        (var known, level) = text switch
        {
            _ when text.Equals("HIGH", StringComparison.OrdinalIgnoreCase) => (true, RiskLevel.High),
            _ when text.Equals("MEDIUM", StringComparison.OrdinalIgnoreCase) => (true, RiskLevel.Medium),
            _ when text.Equals("LOW", StringComparison.OrdinalIgnoreCase) => (true, RiskLevel.Low),
            _ => (false, RiskLevel.Low),
        };
        return known;
    }

    /// <summary>The same in a setting, where spaces around it do not matter either.</summary>
    public static bool TryParseSetting(string? text, out RiskLevel level) => TryParse(text?.Trim() ?? string.Empty, out level);

    /// <summary>The lane as metrics and spans name it: like its subscription.</summary>
    public static string Tag(this RiskLevel lane) => lane.ToString().ToLowerInvariant();
}
