using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;

namespace RiskFunctions.Checks;

/// <summary>An address reserved for documentation (RFC 5737, RFC 3849): nobody signs in from it, so a test event for it harms nobody.</summary>
public sealed record DocumentationAddress
{
    /// <summary>The networks, for a message to an operator.</summary>
    public const string Networks = "192.0.2.0/24, 198.51.100.0/24, 203.0.113.0/24 or 2001:db8::/32";

    private static readonly IPNetwork[] Ranges =
    [
        IPNetwork.Parse("192.0.2.0/24"),
        IPNetwork.Parse("198.51.100.0/24"),
        IPNetwork.Parse("203.0.113.0/24"),
        IPNetwork.Parse("2001:db8::/32"),
    ];

    private DocumentationAddress(IPAddress address) => Address = address;

    public IPAddress Address { get; }

    /// <summary>True for a dotted quad or an IPv6 address without zone, in one of <see cref="Networks"/>.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out DocumentationAddress? address)
    {
        address = IPAddress.TryParse(text, out var parsed)
            && (parsed.AddressFamily == AddressFamily.InterNetwork ? parsed.ToString() == text : parsed.ScopeId == 0 && !parsed.IsIPv4MappedToIPv6)
            && Ranges.Any(range => range.Contains(parsed))
                ? new DocumentationAddress(parsed)
                : null;
        return address is not null;
    }

    public override string ToString() => Address.ToString();
}
