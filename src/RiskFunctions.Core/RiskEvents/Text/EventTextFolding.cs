using AnyAscii;

namespace RiskFunctions.RiskEvents.Text;

/// <summary>One character -> its spelling in Okta's alphabet. The same on every machine: nothing here asks for a culture.</summary>
internal static class EventTextFolding
{
    /// <summary>A gap between words. The writer joins gaps and dashes that meet.</summary>
    private const string Gap = " ";

    /// <summary>A dash that stands for other punctuation.</summary>
    private const string Dash = "-";

    private static readonly string[] OfAscii = [.. Enumerable.Range(0, 128).Select(code => Spelling((char)code))];

    public static void Append(Rune rune, ref EventTextWriter writer)
    {
        if (rune.IsAscii)
        {
            writer.Append(OfAscii[rune.Value]);
            return;
        }

        // Emoji and the like are no words; neither is what stands for half of a surrogate pair.
        if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.OtherSymbol or UnicodeCategory.Control)
        {
            writer.Append(Gap);
            return;
        }

        foreach (var character in Transliteration.Transliterate(rune))
        {
            writer.Append(OfAscii[character]);
        }
    }

    private static string Spelling(char character) => character switch
    {
        _ when EventText.IsAllowed(character) => character.ToString(),
        ':' or '/' or '\\' or '|' or '=' => Dash,
        '!' or '?' => ".",
        '&' => " and ",
        '@' => " at ",
        '"' or '\'' or '`' => string.Empty,
        _ => Gap,
    };
}
