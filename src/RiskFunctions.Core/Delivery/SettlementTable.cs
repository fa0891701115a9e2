using RiskFunctions.Okta;
using RiskFunctions.Signals;

namespace RiskFunctions.Delivery;

/// <summary>From what is known about a message to what is done with it. Pure.</summary>
internal static class SettlementTable
{
    /// <summary>A message right after reading; null when it has signals that must be sent first.</summary>
    public static Settlement? AfterReading(ReadResult result) => result switch
    {
        ReadResult.Unreadable unreadable => new Settlement.DeadLetter(unreadable.Reason, unreadable.Description),
        ReadResult.Readable { Signals.Count: 0 } => new Settlement.Complete(),
        ReadResult.Readable => null,
        _ => throw new InvalidOperationException($"{result.GetType().Name} is not in the table."),
    };

    /// <summary>A message after its batch: <paramref name="fault"/> is the first final refusal of one of its events, null when there was none.</summary>
    /// <param name="splitsSpent">The batch was split as often as it may be.</param>
    public static Settlement AfterSending(int openEvents, Settlement.DeadLetter? fault, bool splitsSpent) => (openEvents, fault) switch
    {
        // It has had its share of the limit, and would take as much again at every delivery.
        ( > 0, not null) when splitsSpent => fault with { Description = $"{fault.Description}; {openEvents} more of its events were not tried" },

        (0, null) => new Settlement.Complete(),
        (0, not null) => fault,

        // Events still open: the message must come again, and a refusal of another event will be found again then.
        _ => new Settlement.Abandon(),
    };

    /// <summary>Okta refused an event of the message.</summary>
    public static Settlement.DeadLetter Rejected(OktaError error, int eventsOfMessage) => new(
        DeadLetterReason.RejectedByOkta,
        eventsOfMessage == 1 ? error.ToString() : $"{error} (one of the message's {eventsOfMessage} events; those that Okta did not refuse were sent)");

    /// <summary>An event of the message expired while it waited.</summary>
    public static Settlement.DeadLetter Expired(DateTimeOffset expiresAt) => new(
        DeadLetterReason.SignalExpired,
        $"expiresAt: {expiresAt:yyyy-MM-dd'T'HH:mm:ss.fff'Z'} passed while the signal waited to be sent");
}
