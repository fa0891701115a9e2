using System.Runtime.InteropServices;

namespace RiskFunctions.Signals.Evidence;

/// <summary>
/// Compares words of the products' enumerations by letters and digits only, in lower case: <c>FalsePositive</c>, <c>falsePositive</c> and
/// <c>False positive</c> are one word.
/// </summary>
internal static class KnownWord
{
    /// <summary>Longer text is no word of an enumeration.</summary>
    public const int Longest = 80;

    public static string Plain(string text) => string.Concat(text.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();

    /// <summary>Writes the word into <paramref name="target"/> of <see cref="Longest"/> characters. False when it is no text, too long, or empty.</summary>
    public static bool TryRead(JsonElement value, Span<char> target, out int length)
    {
        length = 0;
        if (value.ValueKind != JsonValueKind.String)
        {
            return false;
        }

        // With quotes and unread escapes: a known word needs none.
        var raw = JsonMarshal.GetRawUtf8Value(value);
        if (raw.Length > Longest + 2)
        {
            return false;
        }

        foreach (var character in raw[1..^1])
        {
            if (char.IsAsciiLetterOrDigit((char)character))
            {
                target[length++] = (char)(character | (character >= 'A' ? 0x20 : 0));
            }
        }

        return length > 0;
    }
}
