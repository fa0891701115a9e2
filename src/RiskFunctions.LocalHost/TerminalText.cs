namespace RiskFunctions.LocalHost;

/// <summary>What a sender or a server wrote, made fit for an operator's screen, which control characters could rewrite.</summary>
internal static class TerminalText
{
    public static string Line(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '?' : c));

    /// <summary>Keeps line ends and tabs.</summary>
    public static string Lines(string text) => string.Concat(text.Select(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t') ? '?' : c));
}
