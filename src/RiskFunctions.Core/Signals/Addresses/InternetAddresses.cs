using System.Net.Sockets;

namespace RiskFunctions.Signals.Addresses;

/// <summary>
/// Tells from which addresses a sign-in over the internet can come, by IANA's registries
/// (https://www.iana.org/assignments/iana-ipv4-special-registry, https://www.iana.org/assignments/iana-ipv6-special-registry).
/// Documentation addresses (192.0.2.0/24, 198.51.100.0/24, 203.0.113.0/24, 2001:db8::/32, 3fff::/20) pass: they harm nobody.
/// </summary>
internal static class InternetAddresses
{
    private static readonly AddressRange[] RefusedIPv4 =
    [
        // All of 0.0.0.0/8: "this network" is never the source of a routed packet.
        AddressRange.Of("0.0.0.0/8", "an unspecified address"),
        AddressRange.Of("10.0.0.0/8", "a private address"),
        AddressRange.Of("100.64.0.0/10", "a carrier-grade NAT address"),
        AddressRange.Of("127.0.0.0/8", "a loopback address"),
        AddressRange.Of("169.254.0.0/16", "a link-local address"),
        AddressRange.Of("172.16.0.0/12", "a private address"),
        AddressRange.Of("192.0.0.0/24", "an address reserved for protocols"),
        AddressRange.Of("192.168.0.0/16", "a private address"),
        AddressRange.Of("198.18.0.0/15", "a benchmarking address"),
        AddressRange.Of("224.0.0.0/4", "a multicast address"),
        AddressRange.Of("255.255.255.255/32", "the broadcast address"),
        // Class E was never handed out; routers drop it.
        AddressRange.Of("240.0.0.0/4", "a reserved address"),
    ];

    private static readonly AddressRange[] RefusedIPv6 =
    [
        AddressRange.Of("::/128", "the unspecified address"),
        AddressRange.Of("::1/128", "a loopback address"),
        AddressRange.Of("fe80::/10", "a link-local address"),
        AddressRange.Of("fec0::/10", "a site-local address"),
        AddressRange.Of("fc00::/7", "a private (unique local) address"),
        AddressRange.Of("ff00::/8", "a multicast address"),
        AddressRange.Of("100::/64", "a discard-only address"),
        AddressRange.Of("64:ff9b:1::/48", "a private translation (NAT64) address"),
        AddressRange.Of("2001:2::/48", "a benchmarking address"),
    ];

    private static readonly AddressRange Nat64 = AddressRange.Of("64:ff9b::/96", "NAT64");
    private static readonly AddressRange SixToFour = AddressRange.Of("2002::/16", "6to4");
    private static readonly AddressRange Teredo = AddressRange.Of("2001::/32", "Teredo");
    private static readonly AddressRange[] Translations = [Nat64, SixToFour, Teredo];
    private static readonly AddressRange[] GlobalUnicast = [AddressRange.Of("2000::/3", "a global unicast address")];

    /// <summary>What the address is ("a private address") when no sign-in over the internet can come from it; null when one can.</summary>
    public static string? WhyRefused(SignalAddress address) =>
        address.Address.AddressFamily == AddressFamily.InterNetwork ? WhyRefusedIPv4(address.Address) : WhyRefusedIPv6(address.Address);

    private static string? WhyRefusedIPv4(IPAddress address) => AddressRange.Find(RefusedIPv4, address)?.Name;

    private static string? WhyRefusedIPv6(IPAddress address)
    {
        if (AddressRange.Find(RefusedIPv6, address)?.Name is { } name)
        {
            return name;
        }

        // A tunnel or translation address is as routable as the IPv4 address in it.
        if (Embedded(address) is { } embedded)
        {
            return WhyRefusedIPv4(embedded) is { } inner ? $"a translation of {inner}" : null;
        }

        // IANA has handed out nothing outside 2000::/3 (RFC 4291, section 2.4), so nobody signs in from there.
        return AddressRange.Find(GlobalUnicast, address) is not null ? null : "not a global unicast address";
    }

    /// <summary>The IPv4 address that a tunnel or translation address stands for; null when it stands for itself.</summary>
    public static IPAddress? Embedded(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetwork || AddressRange.Find(Translations, address) is not { } translation)
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        if (translation == Nat64)
        {
            return new IPAddress(bytes[12..]); // RFC 6052
        }

        if (translation == SixToFour)
        {
            return new IPAddress(bytes[2..6]); // RFC 3056
        }

        // RFC 4380: the client's address is the last four bytes, each bit turned over.
        Span<byte> client = [(byte)~bytes[12], (byte)~bytes[13], (byte)~bytes[14], (byte)~bytes[15]];
        return new IPAddress(client);
    }
}
