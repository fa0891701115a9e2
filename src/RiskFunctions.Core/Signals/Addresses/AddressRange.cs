using System.Buffers.Binary;
using System.Net.Sockets;

namespace RiskFunctions.Signals.Addresses;

/// <summary>A range of addresses as numbers, because every signal is compared with more than a dozen of them.</summary>
/// <param name="network">IPv4 or IPv6. An address of the other family is never inside.</param>
/// <param name="name">What an address inside is called.</param>
internal sealed class AddressRange(IPNetwork network, string name)
{
    private readonly AddressFamily _family = network.BaseAddress.AddressFamily;
    private readonly UInt128 _first = NumberOf(network.BaseAddress);
    private readonly UInt128 _mask = MaskOf(network);

    public string Name => name;

    public static AddressRange Of(string cidr, string name) => new(IPNetwork.Parse(cidr), name);

    /// <summary>The first of the ranges that has the address; null when none has.</summary>
    public static AddressRange? Find(AddressRange[] ranges, IPAddress address)
    {
        var (family, number) = (address.AddressFamily, NumberOf(address));
        foreach (var range in ranges)
        {
            if ((number & range._mask) == range._first && range._family == family)
            {
                return range;
            }
        }

        return null;
    }

    private static UInt128 NumberOf(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        _ = address.TryWriteBytes(bytes, out var length);
        return length == 4 ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    private static UInt128 MaskOf(IPNetwork network)
    {
        var bits = network.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        return network.PrefixLength == 0 ? UInt128.Zero : UInt128.MaxValue << (bits - network.PrefixLength);
    }
}
