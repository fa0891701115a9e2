using System.Runtime.InteropServices;

namespace RiskFunctions.Signals.Addresses;

/// <summary>What one piece of a text is: an address, a remark, or unreadable.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct AddressReading
{
    /// <summary>Words that stand beside addresses.</summary>
    public static readonly AddressReading Remark = new() { IsRemark = true };

    public bool IsRemark { get; private init; }

    /// <summary>Null when the piece cannot be read.</summary>
    public SignalAddress? Address { get; private init; }

    /// <summary>The piece that cannot be read.</summary>
    public string Piece { get; private init; }

    /// <summary>What is wrong with it, without the sender's words.</summary>
    public string Fault { get; private init; }

    public static AddressReading Of(SignalAddress address) => new() { Address = address };

    public static AddressReading Unreadable(string piece, string fault) => new() { Piece = piece, Fault = fault };
}
