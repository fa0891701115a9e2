using System.Net.Sockets;

namespace RiskFunctions.Signals.Addresses;

/// <summary>Reads one entry of <c>Signals:TrustedNetworks</c>.</summary>
internal static class TrustedNetworkSetting
{
    private const int MappedPrefix = 96;

    /// <summary>
    /// True when <paramref name="text"/> is a CIDR network or one address; a network of IPv4-mapped addresses becomes the IPv4 network.
    /// Otherwise <paramref name="fault"/> says what is wrong. Strict, because a typing error would lock an office out or silence real signals.
    /// </summary>
    public static bool TryParse(string? text, out IPNetwork network, out string fault)
    {
        network = default;
        text = text?.Trim() ?? string.Empty;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (!AddressText.TryParseBare(slash < 0 ? text : text[..slash], out var address))
        {
            fault = "the part before the slash must be an IPv4 or IPv6 address";
            return false;
        }

        var bits = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        var prefix = bits;
        if (slash >= 0 && (!AddressText.TryParseNumber(text.AsSpan(slash + 1), bits, out prefix) || prefix == 0))
        {
            fault = string.Create(CultureInfo.InvariantCulture, $"the prefix length must be 1 to {bits} (0 would trust every address)");
            return false;
        }

        if (address.IsIPv4MappedToIPv6 && prefix > MappedPrefix)
        {
            address = address.MapToIPv4();
            prefix -= MappedPrefix;
        }

        network = new IPNetwork(MaskedBy(address, prefix), prefix);
        if (!network.BaseAddress.Equals(address))
        {
            fault = $"the address has bits beyond the prefix; did you mean {network}?";
            return false;
        }

        fault = string.Empty;
        return true;
    }

    private static IPAddress MaskedBy(IPAddress address, int prefix)
    {
        var bytes = address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++)
        {
            var kept = Math.Clamp(prefix - (i * 8), 0, 8);
            bytes[i] &= (byte)(0xFF << (8 - kept));
        }

        return new IPAddress(bytes);
    }
}
