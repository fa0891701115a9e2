using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace RiskFunctions.LocalHost.Sandbox.Validation;

/// <summary>What Okta's schema of RiskEvent and RiskEventSubject says of single values (management API 2025.08.0).</summary>
internal static class SubjectRules
{
    public const int LongestMessage = 512;

    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>A dotted quad without leading zeros, or an IPv6 address without zone, brackets or prefix length.</summary>
    public static bool IsAddress(string text) => text.Contains(':', StringComparison.Ordinal) ? IsIPv6(text) : IsIPv4(text);

    /// <summary>The schema's pattern, <c>^[a-zA-Z0-9 .\-_]*$</c>.</summary>
    public static bool HasMessageAlphabet(string text) => text.All(c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '.' or '-' or '_');

    public static bool IsRiskLevel(string text) => text is "LOW" or "MEDIUM" or "HIGH";

    /// <summary>UTC with exactly three digits of a second.</summary>
    public static bool IsTime(string text) =>
        text.Length == "yyyy-MM-ddTHH:mm:ss.fffZ".Length
        && DateTime.TryParseExact(text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static bool IsIPv4(string text)
    {
        var parts = text.Split('.');
        return parts.Length == 4 && parts.All(IsOctet);
    }

    private static bool IsOctet(string part) =>
        part.Length is >= 1 and <= 3
        && part.All(char.IsAsciiDigit)
        && (part.Length == 1 || part[0] != '0')
        && int.Parse(part, CultureInfo.InvariantCulture) <= byte.MaxValue;

    private static bool IsIPv6(string text) =>
        text.All(c => char.IsAsciiHexDigit(c) || c is ':' or '.')
        && IPAddress.TryParse(text, out var address)
        && address.AddressFamily == AddressFamily.InterNetworkV6;
}
