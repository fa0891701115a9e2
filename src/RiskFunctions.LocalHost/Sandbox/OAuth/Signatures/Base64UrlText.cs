using System.Buffers.Text;

namespace RiskFunctions.LocalHost.Sandbox.OAuth.Signatures;

/// <summary>base64url as JOSE wants it (RFC 7515 section 2): no padding, no white space, no stray bits.</summary>
internal static class Base64UrlText
{
    public static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);

    /// <summary>The bytes; null when the text is anything but the one right way to write them.</summary>
    public static byte[]? Decode(string text)
    {
        try
        {
            // The decoder of .NET is lenient, so the text must come out again as it went in.
            var bytes = Base64Url.DecodeFromChars(text);
            return string.Equals(Base64Url.EncodeToString(bytes), text, StringComparison.Ordinal) ? bytes : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
