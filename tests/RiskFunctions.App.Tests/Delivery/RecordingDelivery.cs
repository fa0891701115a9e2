using RiskFunctions.Delivery;
using RiskFunctions.Signals;

namespace RiskFunctions.App.Tests.Delivery;

internal sealed class RecordingDelivery : IBatchDelivery
{
    public List<(RiskLevel Lane, IReadOnlyList<LockedMessage> Batch, CancellationToken Token)> Batches { get; } = [];

    public Exception? Failure { get; set; }

    public Task DeliverAsync(RiskLevel lane, IReadOnlyList<LockedMessage> batch, CancellationToken cancellationToken)
    {
        Batches.Add((lane, batch, cancellationToken));
        return Failure is null ? Task.CompletedTask : Task.FromException(Failure);
    }
}
