using RiskFunctions.Signals;

namespace RiskFunctions.Delivery;

/// <summary>The whole way of one batch: read, map, ask for permits, send, settle.</summary>
public interface IBatchDelivery
{
    /// <summary>
    /// Delivers and settles a batch of 1..20 messages of one lane. Returns when every message is settled or its lock is lost,
    /// but for those that hold nothing but signals to which Okta keeps answering 500: they are left to their locks, so that they do not come again at once.
    /// When <paramref name="cancellationToken"/> fires (shutdown), what is known is settled and the rest abandoned before it returns.
    /// </summary>
    /// <exception cref="SettlementFailedException">Some messages could not be settled; the broker gives them out again when their locks end.</exception>
    Task DeliverAsync(RiskLevel lane, IReadOnlyList<LockedMessage> batch, CancellationToken cancellationToken);
}
