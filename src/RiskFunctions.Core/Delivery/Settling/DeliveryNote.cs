using System.Buffers.Text;
using System.Collections;
using System.Security.Cryptography;
using RiskFunctions.Signals;

namespace RiskFunctions.Delivery.Settling;

/// <summary>
/// What earlier deliveries of a message have done. The note stands in the message's own properties while it is back in its lane, so that
/// any process can go on where the last one stopped (docs/adr/0006-a-note-on-the-message.md).
/// </summary>
/// <param name="Done">For each signal, in the order of reading, whether Okta has accepted or finally refused it.</param>
/// <param name="SetAside">For each signal, whether Okta answered 500 to it alone while it took others.</param>
/// <param name="Refusal">What Okta said against the first refused signal; null when it refused none, or when another fault came first.</param>
internal sealed record DeliveryNote(BitArray Done, BitArray SetAside, string? Refusal)
{
    /// <summary>The property with a fingerprint and two bits a signal: at most 700 characters.</summary>
    public const string DoneProperty = "riskfunctions-done";

    public const string RefusalProperty = "riskfunctions-refusal";

    private const int FingerprintBytes = 8;

    /// <summary>
    /// The message's note; null when it has none, or one about other signals: after a replay, or when a setting such as
    /// <c>Signals:TrustedNetworks</c> changed what is read. Then everything is sent again.
    /// </summary>
    public static DeliveryNote? Read(SignalMessage message, IReadOnlyList<RiskSignal> signals, IReadOnlyList<UserSignal> users)
    {
        var count = signals.Count + users.Count;
        if (message.Properties.GetValueOrDefault(DoneProperty) is not string text
            || text.Split(':') is not [var fingerprint, var done, var aside]
            || !fingerprint.Equals(Fingerprint(message, signals, users), StringComparison.Ordinal)
            || Bits(done, count) is not { } doneBits
            || Bits(aside, count) is not { } asideBits)
        {
            return null;
        }

        return new DeliveryNote(doneBits, asideBits, message.Properties.GetValueOrDefault(RefusalProperty) is string { Length: > 0 } said ? said : null);
    }

    /// <summary>The properties to set on the message. Always both, because an old note must not outlive this one.</summary>
    public IReadOnlyDictionary<string, object> For(SignalMessage message, IReadOnlyList<RiskSignal> signals, IReadOnlyList<UserSignal> users) =>
        new Dictionary<string, object>(StringComparer.Ordinal)
        {
            [DoneProperty] = $"{Fingerprint(message, signals, users)}:{Text(Done)}:{Text(SetAside)}",
            [RefusalProperty] = Refusal ?? string.Empty,
        };

    private static string Text(BitArray bits)
    {
        var bytes = new byte[Bytes(bits.Length)];
        bits.CopyTo(bytes, 0);
        return Base64Url.EncodeToString(bytes);
    }

    private static BitArray? Bits(string text, int count) =>
        Base64Url.IsValid(text) && Base64Url.DecodeFromChars(text) is var bytes && bytes.Length == Bytes(count) ? new BitArray(bytes) { Length = count } : null;

    private static int Bytes(int bits) => (bits + 7) / 8;

    // The broker's time of the message stays the same at every redelivery, and changes with a replay.
    private static string Fingerprint(SignalMessage message, IReadOnlyList<RiskSignal> signals, IReadOnlyList<UserSignal> users)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(BitConverter.GetBytes(message.EnqueuedAt.UtcTicks));
        foreach (var signal in signals)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(
                CultureInfo.InvariantCulture, $"{signal.Address}/{signal.Level}/{signal.Timestamp.UtcTicks}/{signal.ExpiresAt?.UtcTicks};")));
        }

        foreach (var user in users)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(
                CultureInfo.InvariantCulture, $"{user.Event} {user.Index}/{user.User}/{user.Level}/{user.Timestamp.UtcTicks}/{user.ExpiresAt?.UtcTicks};")));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, FingerprintBytes));
    }
}
