using System.Buffers;

namespace RiskFunctions.Okta.Answers;

/// <summary>Makes text from outside fit for a log line: one line, short, and without anything that looks like a JWT.</summary>
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
        // Printable ASCII only: half a surrogate pair would not survive UTF-8.
        var safe = string.Concat(WithoutSecrets(text ?? "", []).Take(length).Select(c => c is >= ' ' and <= '~' ? c : ' '));
        return safe.Trim();
    }

    /// <summary>The text without <paramref name="secrets"/> and without anything that looks like a JWT. Call it before a text is cut.</summary>
    public static string WithoutSecrets(string text, IReadOnlyList<string> secrets)
    {
        foreach (var secret in secrets.Where(s => s.Length > 0))
        {
            text = text.Replace(secret, Removed, StringComparison.Ordinal);
        }

        if (!text.Contains(JwtStart, StringComparison.Ordinal))
        {
            return text;
        }

        var safe = new StringBuilder();
        var rest = text.AsSpan();
        while (rest.IndexOf(JwtStart, StringComparison.Ordinal) is var start and >= 0)
        {
            safe.Append(rest[..start]).Append(Removed);
            var end = rest[start..].IndexOfAnyExcept(JwtCharacters);
            rest = end < 0 ? [] : rest[(start + end)..];
        }

        return safe.Append(rest).ToString();
    }
}
