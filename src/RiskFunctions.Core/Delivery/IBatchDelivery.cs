using RiskFunctions.Signals;

namespace RiskFunctions.Delivery;

/// <summary>The whole way of one batch: read, ask for permits, fill, send, settle.</summary>
public interface IBatchDelivery
{
    /// <summary>
    /// Delivers and settles a batch of messages of one lane: up to 20 from a trigger, more when they came too late for a request. Returns when every
    /// message is settled or has lost its lock. Two cases are left to their locks, so that they do not come again at once: a message of which
    /// nothing is left but signals that Okta keeps answering with 500, and one with nothing new to note, one of whose destinations is held.
    /// When <paramref name="cancellationToken"/> fires (shutdown), what is known is settled and the rest abandoned before it returns.
    /// </summary>
    /// <exception cref="SettlementFailedException">Some messages could not be settled. The broker delivers them again when their locks end.</exception>
    Task DeliverAsync(RiskLevel lane, IReadOnlyList<LockedMessage> batch, CancellationToken cancellationToken);
}
