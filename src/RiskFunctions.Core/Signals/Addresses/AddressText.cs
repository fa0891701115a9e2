using System.Net.Sockets;
using RiskFunctions.Signals.Results;

namespace RiskFunctions.Signals.Addresses;

/// <summary>
/// Reads one address strictly: IPv4 is four decimal numbers, IPv6 has no zone and no brackets. Other forms that <see cref="IPAddress"/> takes
/// (<c>1.2.3</c>, <c>0x7f.1</c>, <c>010.0.0.1</c>, a plain number) are refused: sender and Okta might read different addresses.
/// </summary>
internal static class AddressText
{
    // 8 groups of 4 digits, or 6 of them and a dotted quad.
    private const int LongestIPv6 = 45;

    /// <summary>
    /// True when <paramref name="text"/> is one address. A suffix <c>/32</c> or <c>/128</c> is dropped, and an IPv4-mapped IPv6 address becomes the
    /// IPv4 address. Otherwise <paramref name="fault"/> says what is wrong.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out SignalAddress address, out string fault)
    {
        address = default;
        var slash = text.IndexOf('/');
        if (!TryParseBare(slash < 0 ? text : text[..slash], out var parsed))
        {
            fault = $"{Quotation.Of(text.ToString())} is not an IPv4 or IPv6 address";
            return false;
        }

        if (slash >= 0 && !text[(slash + 1)..].SequenceEqual(parsed.AddressFamily == AddressFamily.InterNetwork ? "32" : "128"))
        {
            fault = $"{Quotation.Of(text.ToString())} is a network, not one address";
            return false;
        }

        address = new SignalAddress(Canonical(parsed));
        fault = string.Empty;
        return true;
    }

    /// <summary>Reads an address without a suffix. A mapped address stays as it is: the caller may need its length.</summary>
    public static bool TryParseBare(ReadOnlySpan<char> text, out IPAddress address)
    {
        if (!text.Contains(':'))
        {
            return TryParseQuad(text, out address);
        }

        address = IPAddress.None;
        if (text.Length > LongestIPv6 || !IsPlainIPv6(text) || !IPAddress.TryParse(text, out var parsed))
        {
            return false;
        }

        address = parsed;
        return true;
    }

    /// <summary>Plain decimal digits without a leading zero, from 0 to <paramref name="most"/>.</summary>
    public static bool TryParseNumber(ReadOnlySpan<char> text, int most, out int number)
    {
        number = 0;
        if (text.Length is 0 or > 3 || (text.Length > 1 && text[0] == '0'))
        {
            return false;
        }

        foreach (var digit in text)
        {
            // .NET's number parsers accept null characters after the digits.
            if (!char.IsAsciiDigit(digit))
            {
                return false;
            }

            number = (number * 10) + (digit - '0');
        }

        return number <= most;
    }

    public static IPAddress Canonical(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static bool IsPlainIPv6(ReadOnlySpan<char> text)
    {
        foreach (var character in text)
        {
            if (!char.IsAsciiHexDigit(character) && character is not (':' or '.'))
            {
                return false;
            }
        }

        // .NET takes other dotted forms, but only a strict quad may end the address.
        var lastColon = text.LastIndexOf(':');
        return !text.Contains('.') || TryParseQuad(text[(lastColon + 1)..], out _);
    }

    private static bool TryParseQuad(ReadOnlySpan<char> text, out IPAddress address)
    {
        address = IPAddress.None;
        Span<byte> octets = stackalloc byte[4];
        var count = 0;
        while (true)
        {
            var dot = text.IndexOf('.');
            if (count == 4 || !TryParseNumber(dot < 0 ? text : text[..dot], byte.MaxValue, out var octet))
            {
                return false;
            }

            octets[count++] = (byte)octet;
            if (dot < 0)
            {
                break;
            }

            text = text[(dot + 1)..];
        }

        if (count != 4)
        {
            return false;
        }

        address = new IPAddress(octets);
        return true;
    }
}
