using RiskFunctions.Delivery;
using RiskFunctions.Signals;

namespace RiskFunctions.LocalHost.Broker;

/// <summary>A message locked at a broker in another process.</summary>
internal sealed class HttpLockedMessage(HttpLaneReceiver receiver, LockedDelivery delivery) : LockedMessage
{
    public override SignalMessage Message => delivery.Message;

    public override DateTimeOffset LockedUntil => delivery.LockedUntil;

    public override Task CompleteAsync(CancellationToken cancellationToken) =>
        receiver.SettleAsync(delivery.Token, "complete", why: null, cancellationToken);

    public override Task AbandonAsync(CancellationToken cancellationToken) =>
        receiver.SettleAsync(delivery.Token, "abandon", why: null, cancellationToken);

    public override async Task DeadLetterAsync(string reason, string description, CancellationToken cancellationToken)
    {
        DeadLetter.Check(reason, description);
        await receiver.SettleAsync(delivery.Token, "dead-letter", new DeadLetterRequest(reason, description), cancellationToken);
    }

    public override Task RenewLockAsync(CancellationToken cancellationToken) =>
        receiver.SettleAsync(delivery.Token, "renew", why: null, cancellationToken);
}
