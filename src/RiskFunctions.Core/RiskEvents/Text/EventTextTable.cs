namespace RiskFunctions.RiskEvents.Text;

/// <summary>A block of characters and what each is written as.</summary>
/// <param name="first">Code point of the first cell.</param>
/// <param name="cells">One cell for each code point: the replacement, <c>'</c> for nothing, <c>_</c> where the table has no answer.</param>
internal sealed class EventTextTable(int first, string cells)
{
    private readonly string?[] _replacements = [.. cells.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(Replacement)];

    /// <summary>The replacement; null when the code point is outside the block or has none.</summary>
    public string? Find(int codePoint)
    {
        var index = codePoint - first;
        return index >= 0 && index < _replacements.Length ? _replacements[index] : null;
    }

    private static string? Replacement(string cell) => cell switch
    {
        "_" => null,
        "'" => string.Empty,
        _ => cell,
    };
}
