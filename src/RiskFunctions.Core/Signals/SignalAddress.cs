namespace RiskFunctions.Signals;

/// <summary>An IPv4 or IPv6 address in canonical text. Equal addresses have equal text.</summary>
internal readonly record struct SignalAddress
{
    public SignalAddress(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        Address = address;
    }

    public IPAddress Address { get; }

    public override string ToString() => Address.ToString();
}
