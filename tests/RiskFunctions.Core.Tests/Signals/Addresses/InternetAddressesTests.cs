using System.Net;
using RiskFunctions.Signals;
using RiskFunctions.Signals.Addresses;

namespace RiskFunctions.Core.Tests.Signals.Addresses;

public class InternetAddressesTests
{
    [Theory]
    [InlineData("1.0.0.0")]
    [InlineData("8.8.8.8")]
    [InlineData("9.255.255.255")]
    [InlineData("11.0.0.0")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("126.255.255.255")]
    [InlineData("128.0.0.0")]
    [InlineData("169.253.255.255")]
    [InlineData("169.255.0.0")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("192.0.1.0")]
    [InlineData("192.167.255.255")]
    [InlineData("192.169.0.0")]
    [InlineData("198.17.255.255")]
    [InlineData("198.20.0.0")]
    [InlineData("223.255.255.255")]
    [InlineData("192.0.2.1")]
    [InlineData("198.51.100.1")]
    [InlineData("203.0.113.1")]
    [InlineData("2001:db8::1")]
    [InlineData("3fff::1")]
    [InlineData("2606:4700::1111")]
    [InlineData("2a00:1450:4001::1")]
    [InlineData("64:ff9b::203.0.113.7")]
    [InlineData("2002:cb00:7107::1")]
    [InlineData("2001:0:4136:e378:8000:63bf:34ff:8ef8")]
    public void WhyRefused_address_of_the_internet_is_let_through(string text) =>
        Assert.Null(InternetAddresses.WhyRefused(Address(text)));

    [Theory]
    [InlineData("0.0.0.0", "unspecified")]
    [InlineData("0.255.255.255", "unspecified")]
    [InlineData("10.0.0.1", "private")]
    [InlineData("10.255.255.255", "private")]
    [InlineData("100.64.0.0", "carrier-grade NAT")]
    [InlineData("100.127.255.255", "carrier-grade NAT")]
    [InlineData("127.0.0.1", "loopback")]
    [InlineData("169.254.169.254", "link-local")]
    [InlineData("172.16.0.0", "private")]
    [InlineData("172.31.255.255", "private")]
    [InlineData("192.0.0.8", "reserved for protocols")]
    [InlineData("192.168.0.1", "private")]
    [InlineData("198.18.0.0", "benchmarking")]
    [InlineData("198.19.255.255", "benchmarking")]
    [InlineData("224.0.0.1", "multicast")]
    [InlineData("239.255.255.255", "multicast")]
    [InlineData("240.0.0.0", "reserved")]
    [InlineData("255.255.255.254", "reserved")]
    [InlineData("255.255.255.255", "broadcast")]
    [InlineData("::", "unspecified")]
    [InlineData("::1", "loopback")]
    [InlineData("::203.0.113.7", "not a global unicast")]
    [InlineData("fe80::1", "link-local")]
    [InlineData("febf::1", "link-local")]
    [InlineData("fec0::1", "site-local")]
    [InlineData("fc00::1", "private")]
    [InlineData("fdff::1", "private")]
    [InlineData("ff02::1", "multicast")]
    [InlineData("100::1", "discard-only")]
    [InlineData("64:ff9b:1::1", "NAT64")]
    [InlineData("2001:2::1", "benchmarking")]
    [InlineData("4000::1", "not a global unicast")]
    [InlineData("64:ff9b::10.0.0.1", "translation of a private")]
    [InlineData("2002:7f00:1::1", "translation of a loopback")]
    [InlineData("2001:0:4136:e378:8000:63bf:3f57:fefe", "translation of a private")]
    public void WhyRefused_other_address_is_named(string text, string expected) =>
        Assert.Contains(expected, InternetAddresses.WhyRefused(Address(text)));

    private static SignalAddress Address(string text) => new(IPAddress.Parse(text));
}
