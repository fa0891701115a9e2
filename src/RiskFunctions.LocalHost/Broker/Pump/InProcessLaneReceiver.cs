using RiskFunctions.Delivery;
using RiskFunctions.LocalHost.Broker.Queues;
using RiskFunctions.Signals;

namespace RiskFunctions.LocalHost.Broker.Pump;

/// <summary>Receives from a broker of this process: batches for the pump, and passengers for requests with free seats.</summary>
internal sealed class InProcessLaneReceiver(InMemoryBroker broker) : ILaneReceiver, ILaneSource
{
    // What is there is handed over at once: nothing comes late.
    public Task<IReadOnlyList<LockedMessage>> TakeAsync(RiskLevel lane, int maxMessages, IBatchDelivery late, CancellationToken enough) =>
        ReceiveAsync(LaneName.Of(lane), maxMessages, TimeSpan.Zero, CancellationToken.None);

    public async Task<IReadOnlyList<LockedMessage>> ReceiveAsync(
        string subscription, int maxMessages, TimeSpan wait, CancellationToken cancellationToken)
    {
        var deliveries = await broker.TakeAsync(subscription, maxMessages, wait, cancellationToken);
        return [.. deliveries.Select(delivery => new InProcessMessage(broker, delivery))];
    }

    private sealed class InProcessMessage(InMemoryBroker broker, LockedDelivery delivery) : LockedMessage
    {
        public override SignalMessage Message => delivery.Message;

        public override DateTimeOffset LockedUntil => delivery.LockedUntil;

        public override Task CompleteAsync(CancellationToken cancellationToken) => Do(broker.Complete);

        public override Task AbandonAsync(IReadOnlyDictionary<string, object> properties, CancellationToken cancellationToken) =>
            Do(token => broker.Abandon(token, properties));

        public override Task DeadLetterAsync(string reason, string description, CancellationToken cancellationToken) =>
            Do(token => broker.MoveToDeadLetters(token, reason, description));

        public override Task RenewLockAsync(CancellationToken cancellationToken) => Do(token => broker.Renew(token));

        /// <summary>Puts what goes wrong into the task, as a remote broker would.</summary>
        private Task Do(Action<Guid> settle)
        {
            try
            {
                settle(delivery.Token);
                return Task.CompletedTask;
            }
            catch (Exception fault) when (fault is LockLostException or ArgumentException)
            {
                return Task.FromException(fault);
            }
        }
    }
}
