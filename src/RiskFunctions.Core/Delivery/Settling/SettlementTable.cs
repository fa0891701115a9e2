using RiskFunctions.Okta.Answers;
using RiskFunctions.Signals;

namespace RiskFunctions.Delivery.Settling;

/// <summary>Decides from what is known about a message what is done with it. Pure.</summary>
internal static class SettlementTable
{
    /// <param name="mayLeave">
    /// A message that holds nothing new may be left to its lock. Not when it must come again now: the process stops, the hold is over, its request was
    /// cut off, or other instances are to take it along.
    /// </param>
    public static Settlement AtTheEnd(BatchMessage message, bool mayLeave) => (message.HasOpen, message.Fault) switch
    {
        // Put back, it would be first in its lane again at once. A few such messages would be all that the lane ever delivers.
        (true, _) when mayLeave && message.HoldsNothingNew => new Settlement.Leave(),

        // The message must come again. Its note tells the next delivery what is left and what was refused.
        (true, _) => new Settlement.Abandon(),
        (false, null) => new Settlement.Complete(),
        (false, { } fault) => fault,
    };

    /// <summary>Okta refused a signal of the message.</summary>
    public static Settlement.DeadLetter Rejected(OktaError error, int signalsOfMessage) => new(
        DeadLetterReason.RejectedByOkta,
        signalsOfMessage == 1 ? error.ToString() : $"{error} (one of the message's {signalsOfMessage} signals; those that Okta did not refuse were sent)");

    /// <summary>A signal of the message expired while it waited.</summary>
    public static Settlement.DeadLetter Expired(DateTimeOffset expiresAt) => new(
        DeadLetterReason.SignalExpired,
        $"expiresAt: {expiresAt:yyyy-MM-dd'T'HH:mm:ss.fff'Z'} passed while the signal waited to be sent");
}
