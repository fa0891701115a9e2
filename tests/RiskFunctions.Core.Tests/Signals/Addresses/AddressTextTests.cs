using System.Net;
using RiskFunctions.Signals;
using RiskFunctions.Signals.Addresses;

namespace RiskFunctions.Core.Tests.Signals.Addresses;

public class AddressTextTests
{
    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7")]
    [InlineData("0.0.0.0", "0.0.0.0")]
    [InlineData("255.255.255.255", "255.255.255.255")]
    [InlineData("203.0.113.7/32", "203.0.113.7")]
    [InlineData("2001:db8::1", "2001:db8::1")]
    [InlineData("2001:DB8:0:0:0:0:0:1", "2001:db8::1")]
    [InlineData("2001:db8::1/128", "2001:db8::1")]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7")]
    [InlineData("::FFFF:cb00:7107", "203.0.113.7")]
    [InlineData("::ffff:203.0.113.7/128", "203.0.113.7")]
    [InlineData("64:ff9b::203.0.113.7", "64:ff9b::cb00:7107")]
    [InlineData("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0")]
    public void TryParse_address_gives_canonical_text(string text, string expected)
    {
        Assert.True(AddressText.TryParse(text, out var address, out _));
        Assert.Equal(expected, address.ToString());
        Assert.Equal(new SignalAddress(IPAddress.Parse(expected)), address);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("1.2.3")]
    [InlineData("203.0.113")]
    [InlineData("1.2.3.")]
    [InlineData(".1.2.3")]
    [InlineData("1..2.3")]
    [InlineData("1.2.3.4.5")]
    [InlineData("1.2.3.4.")]
    [InlineData("999.1.1.1")]
    [InlineData("203.0.113.256")]
    [InlineData("203.0.113.07")]
    [InlineData("0203.0.113.7")]
    [InlineData("00.0.0.0")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("3405803783")]
    [InlineData("203.0.113.-7")]
    [InlineData("203.0.113.+7")]
    [InlineData("203.0.113. 7")]
    [InlineData(" 203.0.113.7")]
    [InlineData("203.0.113.7 ")]
    [InlineData("203.0.113.7\n")]
    [InlineData("203.0.113.7\0")]
    [InlineData("203.0.113.7:443")]
    [InlineData("203,0,113,7")]
    [InlineData("２０３.0.113.7")]
    [InlineData("٢٠٣.0.113.7")]
    [InlineData("localhost")]
    [InlineData("example.com")]
    [InlineData("ip_example")]
    [InlineData(":")]
    [InlineData(":::")]
    [InlineData("1::2::3")]
    [InlineData("1:2:3:4:5:6:7")]
    [InlineData("1:2:3:4:5:6:7:8:9")]
    [InlineData("12345::1")]
    [InlineData("g::1")]
    [InlineData("fe80::1%eth0")]
    [InlineData("fe80::1%1")]
    [InlineData("[2001:db8::1]")]
    [InlineData("[2001:db8::1]:443")]
    [InlineData("::ffff:1.2.3")]
    [InlineData("::ffff:01.2.3.4")]
    [InlineData("::ffff:1.2.3.4.")]
    [InlineData("::1.2.3.4:5")]
    [InlineData(" 2001:db8::1")]
    [InlineData("203.0.113.0/24")]
    [InlineData("203.0.113.7/")]
    [InlineData("203.0.113.7/032")]
    [InlineData("203.0.113.7/ 32")]
    [InlineData("203.0.113.7/128")]
    [InlineData("203.0.113.7/32/32")]
    [InlineData("2001:db8::/32")]
    [InlineData("2001:db8::1/64")]
    [InlineData("/32")]
    public void TryParse_anything_else_is_refused_with_a_fault(string text)
    {
        Assert.False(AddressText.TryParse(text, out _, out var fault));
        Assert.NotEmpty(fault);
    }

    [Fact]
    public void TryParse_long_text_is_quoted_in_part()
    {
        Assert.False(AddressText.TryParse(new string('a', 100_000), out _, out var fault));
        Assert.InRange(fault.Length, 40, 90);
    }
}
