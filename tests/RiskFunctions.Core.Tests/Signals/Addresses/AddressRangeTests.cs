using System.Net;
using FsCheck;
using FsCheck.Fluent;
using RiskFunctions.Signals.Addresses;

namespace RiskFunctions.Core.Tests.Signals.Addresses;

public sealed class AddressRangeTests
{
    private static readonly Gen<byte[]> Addresses =
        from length in Gen.Elements(4, 16)
        from bytes in Gen.ArrayOf(Gen.Choose(0, 255).Select(value => (byte)value), length)
        select bytes;

    // Addresses that share the network's beginning but for one bit, and those of the other family.
    private static readonly Gen<(IPNetwork Network, IPAddress Address)> Cases =
        from bytes in Addresses
        from prefix in Gen.Choose(0, bytes.Length * 8)
        from bit in Gen.Choose(0, (bytes.Length * 8) - 1)
        from other in Gen.Frequency((4, Gen.Constant(Flipped(bytes, bit))), (1, Addresses))
        select (new IPNetwork(Masked(bytes, prefix), prefix), new IPAddress(other));

    [Fact]
    public void Find_a_range_is_what_the_platform_says() => Prop.ForAll(
        Cases.ToArbitrary(),
        c => AddressRange.Find([new AddressRange(c.Network, "it")], c.Address)?.Name is "it" == c.Network.Contains(c.Address)).Check(
            Config.QuickThrowOnFailure.WithMaxTest(5_000));

    [Fact]
    public void Find_takes_the_first_of_several()
    {
        AddressRange[] ranges = [AddressRange.Of("192.0.2.0/24", "a"), AddressRange.Of("203.0.113.0/24", "b"), AddressRange.Of("0.0.0.0/0", "c")];

        Assert.Equal("b", AddressRange.Find(ranges, IPAddress.Parse("203.0.113.7"))?.Name);
    }

    private static byte[] Flipped(byte[] bytes, int bit) => [.. bytes.Select((value, i) => i == bit / 8 ? (byte)(value ^ (0x80 >> (bit % 8))) : value)];

    private static IPAddress Masked(byte[] bytes, int prefix) =>
        new([.. bytes.Select((value, i) => (byte)(value & (0xFF << (8 - Math.Clamp(prefix - (i * 8), 0, 8)))))]);
}
