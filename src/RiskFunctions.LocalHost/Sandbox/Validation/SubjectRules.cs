using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace RiskFunctions.LocalHost.Sandbox.Validation;

/// <summary>What Okta's schema of RiskEvent and RiskEventSubject says of single values (management API 2025.08.0).</summary>
internal static partial class SubjectRules
{
    public const int LongestMessage = 512;

    /// <summary>A dotted quad without leading zeros, or an IPv6 address without zone, brackets or prefix length.</summary>
    public static bool IsAddress(string text) => text.Contains(':', StringComparison.Ordinal) ? IsIPv6(text) : IsIPv4(text);

    /// <summary>The schema's pattern, <c>^[a-zA-Z0-9 .\-_]*$</c>.</summary>
    public static bool HasMessageAlphabet(string text) => text.All(c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '.' or '-' or '_');

    public static bool IsRiskLevel(string text) => text is "LOW" or "MEDIUM" or "HIGH";

    /// <summary>Any RFC 3339 time, as the schema's <c>date-time</c> says: Okta's own clients differ in the fraction of the second.</summary>
    public static bool IsTime(string text) =>
        Rfc3339().Match(text) is { Success: true } time
        && DateTime.TryParseExact(time.Groups["date"].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    // A leap second (60) is a time too, RFC 3339 section 5.6.
    [GeneratedRegex(
        @"\A(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2})[Tt](?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\.[0-9]+)?" +
        @"(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Rfc3339();

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
