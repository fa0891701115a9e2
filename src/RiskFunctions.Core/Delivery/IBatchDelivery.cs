using RiskFunctions.Signals;

namespace RiskFunctions.Delivery;

/// <summary>The whole way of one batch: read, map, ask for permits, send, settle.</summary>
public interface IBatchDelivery
{
    /// <summary>
    /// Delivers and settles a batch of 1..20 messages of one lane. Returns when every message is settled or its lock is lost.
    /// When <paramref name="cancellationToken"/> fires (shutdown), what is known is settled and the rest abandoned before it returns.
    /// </summary>
    /// <exception cref="SettlementFailedException">Some messages could not be settled; the broker gives them out again when their locks end.</exception>
    Task DeliverAsync(RiskLevel lane, IReadOnlyList<LockedMessage> batch, CancellationToken cancellationToken);
}
