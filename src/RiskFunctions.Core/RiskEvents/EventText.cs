namespace RiskFunctions.RiskEvents;

/// <summary>
/// Fits text to what Okta takes as a subject's message: at most 512 characters of letters, digits, space, dot, dash and underscore
/// (<c>maxLength</c> and <c>pattern</c> of RiskEventSubject in Okta's management OpenAPI specification).
/// </summary>
internal static class EventText
{
    /// <summary>Okta's limit, in characters.</summary>
    public const int Longest = 512;

    // A cut goes back to the end of a word, but not further than this: a text that is one long word is cut inside it.
    private const int ShortestCut = Longest / 2;

    private const string Joint = " - ";

    /// <summary>
    /// The text in Okta's alphabet. Text that fits already is returned as it is; otherwise accents are folded, Greek and Cyrillic
    /// transliterated, other punctuation becomes a dash, a dot or a space, quotes and scripts without a table are dropped, runs of
    /// spaces and dashes become one, and what is too long is cut at the end of a word.
    /// </summary>
    /// <param name="text">What the sender says; null or empty when nothing.</param>
    /// <param name="reference">An id to find the signal by; null when there is none. Follows the text after <c> - </c> when there is room
    /// and the text does not end with it already; stands alone when no letter or digit of the text is left.</param>
    /// <returns>Null when nothing is left of either.</returns>
    public static string? Fit(string? text, string? reference)
    {
        var fitted = FitOne(text);
        var id = FitOne(reference);
        if (id.Length == 0)
        {
            return fitted.Length == 0 ? null : fitted;
        }

        if (!fitted.Any(char.IsAsciiLetterOrDigit) || fitted.Equals(id, StringComparison.Ordinal))
        {
            return id;
        }

        return fitted.Length + Joint.Length + id.Length > Longest || fitted.EndsWith(Joint + id, StringComparison.Ordinal)
            ? fitted
            : fitted + Joint + id;
    }

    /// <summary>Whether Okta's pattern has the character.</summary>
    public static bool IsAllowed(char character) => char.IsAsciiLetterOrDigit(character) || character is ' ' or '.' or '-' or '_';

    private static string FitOne(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return string.Empty;
        }

        if (FitsAlready(text))
        {
            return text;
        }

        // One more character than may stay shows that there is something to cut.
        var writer = new EventTextWriter(stackalloc char[Longest + 1]);
        foreach (var rune in text.EnumerateRunes())
        {
            writer.Append(EventTextFolding.Fold(rune));
            if (writer.Length > Longest)
            {
                break;
            }
        }

        return CutAtWord(writer.ToString());
    }

    private static bool FitsAlready(string text)
    {
        if (text.Length > Longest || text[0] == ' ' || text[^1] == ' ' || text.Contains("  ", StringComparison.Ordinal))
        {
            return false;
        }

        foreach (var character in text)
        {
            if (!IsAllowed(character))
            {
                return false;
            }
        }

        return true;
    }

    private static string CutAtWord(string text)
    {
        if (text.Length <= Longest)
        {
            return text;
        }

        var space = text.LastIndexOf(' ', Longest);
        return text[..(space > ShortestCut ? space : Longest)].TrimEnd(' ', '-');
    }
}
