using RiskFunctions.Signals;

namespace RiskFunctions.Delivery.Settling;

/// <summary>What is to be done with a message, once and finally.</summary>
internal abstract record Settlement
{
    private Settlement() { }

    /// <summary>Done: the broker forgets the message.</summary>
    public sealed record Complete : Settlement;

    /// <summary>Back to the lane: nothing is known against the message.</summary>
    public sealed record Abandon : Settlement;

    /// <summary>Nothing is done: the message comes again when its lock has run out.</summary>
    public sealed record Leave : Settlement;

    /// <summary>To the dead-letter queue, with a reason and words for an operator.</summary>
    public sealed record DeadLetter(DeadLetterReason Reason, string Description) : Settlement;
}
