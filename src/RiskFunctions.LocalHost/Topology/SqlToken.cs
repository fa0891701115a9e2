namespace RiskFunctions.LocalHost.Topology;

/// <param name="Kind">What it is.</param>
/// <param name="Text">A symbol, keyword or name as written; a literal's text without its quotes.</param>
/// <param name="Position">Where it starts in the expression, from 0.</param>
internal readonly record struct SqlToken(SqlTokenKind Kind, string Text, int Position)
{
    public bool IsWord(string word) => Kind == SqlTokenKind.Name && Text.Equals(word, StringComparison.OrdinalIgnoreCase);

    public bool IsSymbol(string symbol) => Kind == SqlTokenKind.Symbol && Text.Equals(symbol, StringComparison.Ordinal);
}
