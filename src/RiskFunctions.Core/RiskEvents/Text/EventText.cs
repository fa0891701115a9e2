using System.Buffers;

namespace RiskFunctions.RiskEvents.Text;

/// <summary>
/// Fits text to Okta's rules for a subject's message: at most 512 letters, digits, spaces, dots, dashes and underscores
/// (<c>maxLength</c> and <c>pattern</c> of RiskEventSubject in Okta's management OpenAPI specification).
/// </summary>
internal static class EventText
{
    /// <summary>Okta's limit, in characters.</summary>
    public const int Longest = 512;

    /// <summary>Characters that <see cref="Fit"/> needs to work in.</summary>
    public const int RoomNeeded = 2 * RoomOfOne;

    // One more character than may stay shows that there is something to cut.
    private const int RoomOfOne = Longest + 1;

    // A cut goes back to the end of a word, at most this far. A text that is one long word is cut inside it.
    private const int ShortestCut = Longest / 2;

    private const string Joint = " - ";

    private const string LettersAndDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private static readonly SearchValues<char> Telling = SearchValues.Create(LettersAndDigits);

    private static readonly SearchValues<char> Alphabet = SearchValues.Create(LettersAndDigits + " .-_");

    // What stays as it is, except for double spaces.
    private static readonly SearchValues<char> Words = SearchValues.Create(LettersAndDigits + " ._");

    /// <summary>
    /// The text in Okta's alphabet; unchanged when it fits. Otherwise letters of all scripts are written in Latin ones, punctuation becomes a dash, a
    /// dot or a space, quotes and emoji are dropped, runs of spaces and dashes become one, and long text is cut at a word's end.
    /// </summary>
    /// <param name="text">What the sender says; null or empty when nothing.</param>
    /// <param name="reference">An id to find the signal by; null when there is none. Follows the text after <c> - </c> if there is room and the text does
    /// not end with it. Stands alone when the text has no letter or digit left.</param>
    /// <param name="room">At least <see cref="RoomNeeded"/> characters of working space, in which the answer may stand.</param>
    /// <returns>Empty when nothing is left of either.</returns>
    public static ReadOnlySpan<char> Fit(string? text, string? reference, Span<char> room)
    {
        var fitted = FitOne(text, room[..RoomOfOne]);
        var id = FitOne(reference, room[RoomOfOne..RoomNeeded]);
        if (id.IsEmpty)
        {
            return fitted;
        }

        if (!fitted.ContainsAny(Telling) || fitted.SequenceEqual(id))
        {
            return id;
        }

        var length = fitted.Length + Joint.Length + id.Length;
        if (length > Longest || (fitted.EndsWith(id) && fitted[..^id.Length].EndsWith(Joint)))
        {
            return fitted;
        }

        fitted.CopyTo(room);
        Joint.CopyTo(room[fitted.Length..]);
        id.CopyTo(room[(fitted.Length + Joint.Length)..]);
        return room[..length];
    }

    /// <summary>Whether Okta's pattern has the character.</summary>
    public static bool IsAllowed(char character) => Alphabet.Contains(character);

    private static ReadOnlySpan<char> FitOne(ReadOnlySpan<char> text, Span<char> room)
    {
        if (text.IsEmpty || FitsAlready(text))
        {
            return text;
        }

        var writer = new EventTextWriter(room);
        while (!text.IsEmpty && writer.Written.Length <= Longest)
        {
            var words = text.IndexOfAnyExcept(Words);
            if (words == 0)
            {
                // Half of a surrogate pair comes out as the replacement character.
                _ = Rune.DecodeFromUtf16(text, out var rune, out var length);
                EventTextFolding.Append(rune, ref writer);
                text = text[length..];
            }
            else
            {
                words = words < 0 ? text.Length : words;
                var twoSpaces = text[..words].IndexOf("  ");
                words = twoSpaces < 0 ? words : twoSpaces + 1;
                writer.AppendWords(text[..words]);
                text = text[words..];
            }
        }

        return CutAtWord(writer.Written);
    }

    private static bool FitsAlready(ReadOnlySpan<char> text) =>
        text.Length <= Longest && text[0] != ' ' && text[^1] != ' ' && !text.ContainsAnyExcept(Alphabet) && !text.Contains("  ", StringComparison.Ordinal);

    private static ReadOnlySpan<char> CutAtWord(ReadOnlySpan<char> text)
    {
        if (text.Length <= Longest)
        {
            return text;
        }

        var space = text[..(Longest + 1)].LastIndexOf(' ');
        return text[..(space > ShortestCut ? space : Longest)].TrimEnd(" -");
    }
}
