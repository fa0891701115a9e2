using System.Net;

namespace RiskFunctions.Signals.Addresses;

/// <summary>A range that no sign-in over the internet can come from, and what it is called.</summary>
internal sealed record AddressRange(IPNetwork Network, string Name)
{
    public static AddressRange Of(string cidr, string name) => new(IPNetwork.Parse(cidr), name);
}
