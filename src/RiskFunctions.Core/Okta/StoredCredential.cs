namespace RiskFunctions.Okta;

/// <summary>Takes off what shells, editors and copied headers leave around a stored secret.</summary>
internal static class StoredCredential
{
    private const string Scheme = "SSWS";
    private const string Header = "Authorization:";

    // White space that a terminal does not show: byte order mark, zero-width characters, no-break space.
    private static readonly char[] Unseen = ['\uFEFF', '\u200B', '\u200C', '\u200D', '\u2060', '\u00A0'];

    private static readonly string[] Quotes = ["\"\"", "''", "``", "\u201C\u201D", "\u2018\u2019"];

    /// <summary>Without white space, byte order mark and quotes around it.</summary>
    public static string Bare(string text)
    {
        while (true)
        {
            var bare = text.Trim().Trim(Unseen);
            if (bare.Length > 1 && Array.Exists(Quotes, q => bare[0] == q[0] && bare[^1] == q[1]))
            {
                bare = bare[1..^1];
            }

            if (bare.Length == text.Length)
            {
                return bare;
            }

            text = bare;
        }
    }

    /// <summary>The same, and without the scheme that was copied along with a token.</summary>
    public static string Token(string text)
    {
        var bare = Bare(text);
        if (bare.StartsWith(Header, StringComparison.OrdinalIgnoreCase))
        {
            bare = Bare(bare[Header.Length..]);
        }

        return HasScheme(bare) ? Bare(bare[Scheme.Length..].TrimStart(':', '=', ' ')) : bare;
    }

    /// <summary>Whether the text begins as the header of an API token does.</summary>
    public static bool HasScheme(string bare) =>
        bare.Length > Scheme.Length && bare.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && (char.IsWhiteSpace(bare[Scheme.Length]) || bare[Scheme.Length] is ':' or '=');
}
