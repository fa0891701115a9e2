using RiskFunctions.Signals;

namespace RiskFunctions.Delivery;

/// <summary>The whole way of one batch: read, map, ask for permits, send, settle.</summary>
public interface IBatchDelivery
{
    /// <summary>
    /// Delivers and settles a batch of 1..20 messages of one lane. Returns when every message is settled or has lost its lock. One case is left
    /// to its lock, so that it does not come again at once: a message of which nothing is left but signals that Okta keeps answering with 500.
    /// When <paramref name="cancellationToken"/> fires (shutdown), what is known is settled and the rest abandoned before it returns.
    /// </summary>
    /// <exception cref="SettlementFailedException">Some messages could not be settled. The broker delivers them again when their locks end.</exception>
    Task DeliverAsync(RiskLevel lane, IReadOnlyList<LockedMessage> batch, CancellationToken cancellationToken);
}
