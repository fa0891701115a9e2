using System.Buffers;
using System.Text;

namespace RiskFunctions.Okta.OAuth;

/// <summary>Makes words from outside fit for a log line: one line, short, and nothing in it that looks like a JWT.</summary>
internal static class SafeText
{
    public const int DescriptionLength = 300;

    /// <summary>How every JSON object, and so every JOSE header, begins in base64url.</summary>
    private const string JwtStart = "eyJ";

    private const string Removed = "[removed]";

    private static readonly SearchValues<char> JwtCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=");

    /// <summary>Empty for null.</summary>
    public static string Of(string? text, int length)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var safe = new StringBuilder();
        var rest = text.AsSpan();
        while (!rest.IsEmpty && safe.Length < length)
        {
            if (rest.StartsWith(JwtStart, StringComparison.Ordinal))
            {
                safe.Append(Removed);
                var end = rest.IndexOfAnyExcept(JwtCharacters);
                rest = end < 0 ? [] : rest[end..];
                continue;
            }

            // Half a surrogate pair stands alone here and would not survive UTF-8: only what a terminal shows as itself is kept.
            safe.Append(rest[0] is >= ' ' and <= '~' ? rest[0] : ' ');
            rest = rest[1..];
        }

        return (safe.Length > length ? safe.ToString(0, length) : safe.ToString()).Trim();
    }
}
