namespace RiskFunctions.RiskEvents.Text;

/// <summary>
/// One character -> its ASCII spelling, by own tables and Unicode's categories. Not by <see cref="string.Normalize()"/>, which does nothing in
/// invariant globalization mode: the result must be the same everywhere.
/// </summary>
internal static class EventTextFolding
{
    /// <summary>A gap between words. The writer joins gaps and dashes that meet.</summary>
    public const string Gap = " ";

    /// <summary>A dash that stands for other punctuation.</summary>
    public const string Dash = "-";

    private static readonly string[] Ascii = [.. Enumerable.Range(0, 128).Select(code => OfAscii((char)code))];

    private static readonly EventTextTable[] Tables =
    [
        EventTextLatin.Accented,
        EventTextCyrillic.Letters,
        EventTextGreek.Letters,
        EventTextLatin.Additional,
        EventTextGreek.Polytonic,
    ];

    /// <summary>The replacement: letters, digits and marks of Okta's alphabet, <see cref="Gap"/>, <see cref="Dash"/>, or nothing.</summary>
    public static string Fold(Rune rune)
    {
        if (rune.IsAscii)
        {
            return Ascii[rune.Value];
        }

        foreach (var table in Tables)
        {
            if (table.Find(rune.Value) is { } replacement)
            {
                return replacement;
            }
        }

        return rune.Value switch
        {
            // Full-width forms repeat ASCII from ! to ~.
            >= 0xFF01 and <= 0xFF5E => Ascii[rune.Value - 0xFEE0],
            // Mathematical letters, a common disguise in phishing: 13 styles of A-Z and a-z in a row.
            >= 0x1D400 and <= 0x1D6A3 => MathematicalLetter(rune.Value - 0x1D400),
            0x2026 => "...",
            0x3002 => ".",
            0x2022 or 0x2219 or 0x2044 or 0x2215 => Dash,
            0x2018 or 0x2019 or 0x201A or 0x201B or 0x201C or 0x201D or 0x201E or 0x2032 or 0x2033 => string.Empty,
            >= 0x2190 and <= 0x21FF => Dash,
            _ => ByCategory(rune),
        };
    }

    private static string ByCategory(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.DecimalDigitNumber or UnicodeCategory.OtherNumber => Digit(rune),
        UnicodeCategory.DashPunctuation => Dash,
        UnicodeCategory.ConnectorPunctuation => "_",
        // Marks belong to the letter before them, and format characters are not seen: neither divides a word.
        UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.SpacingCombiningMark => string.Empty,
        UnicodeCategory.Format or UnicodeCategory.ModifierSymbol or UnicodeCategory.ModifierLetter => string.Empty,
        UnicodeCategory.InitialQuotePunctuation or UnicodeCategory.FinalQuotePunctuation => string.Empty,
        _ => Gap,
    };

    private static string Digit(Rune rune)
    {
        var value = Rune.GetNumericValue(rune);
        return value >= 0 && value <= 999 && Math.Truncate(value).Equals(value)
            ? ((int)value).ToString(CultureInfo.InvariantCulture)
            : Gap;
    }

    private static string MathematicalLetter(int index)
    {
        var letter = index % 52;
        return ((char)(letter < 26 ? 'A' + letter : 'a' + letter - 26)).ToString();
    }

    private static string OfAscii(char character) => character switch
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
