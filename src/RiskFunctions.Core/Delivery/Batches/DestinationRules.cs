using RiskFunctions.RiskEvents;
using RiskFunctions.SecurityEvents;
using RiskFunctions.Signals;
using RiskFunctions.Signals.Formats.Plain;
using RiskFunctions.Signals.Results;

namespace RiskFunctions.Delivery.Batches;

/// <summary>Says which parts of a message go to which destination, by the settings.</summary>
internal sealed class DestinationRules(IOptions<RiskEventsOptions> riskEvents, UserRules users)
{
    public Split Apply(ReadResult.Readable readable)
    {
        IReadOnlyList<RiskSignal> signals = riskEvents.Value.Enabled ? readable.Signals : [];
        IReadOnlyList<UserSignal> said = users.IsOn ? [.. readable.Users.Where(u => users.WhyLeftOut(u) is null)] : [];
        var off = (riskEvents.Value.Enabled ? 0 : readable.Signals.Count) + (users.IsOn ? 0 : readable.Users.Count);

        // A sender of our own format expects delivery. It must learn that the destination is off.
        var isForNobody = off > 0 && signals.Count + said.Count == 0 && readable.Format.Equals(RiskSignalFormat.FormatName, StringComparison.Ordinal);
        return new Split(signals, said, off, isForNobody ? Refusal(readable) : null);
    }

    private ReadResult.Unreadable Refusal(ReadResult.Readable readable) => readable.Users.Count > 0 && !users.IsOn
        ? new(DeadLetterReason.DestinationOff, "user", "users are sent when SecurityEvents:Enabled is true, and it is false")
        : new(DeadLetterReason.DestinationOff, "ip", "addresses are sent when RiskEvents:Enabled is true, and it is false");

    /// <param name="Signals">Go as risk events.</param>
    /// <param name="Users">Go as security events.</param>
    /// <param name="Off">How many are for a destination that is off. They are not sent, but counted and logged.</param>
    /// <param name="Refusal">Why the message is dead-lettered because of that; null when it is not.</param>
    internal sealed record Split(IReadOnlyList<RiskSignal> Signals, IReadOnlyList<UserSignal> Users, int Off, ReadResult.Unreadable? Refusal);
}
