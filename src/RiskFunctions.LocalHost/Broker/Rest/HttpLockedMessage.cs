using RiskFunctions.Delivery;
using RiskFunctions.Signals;

namespace RiskFunctions.LocalHost.Broker.Rest;

/// <summary>A message locked at a broker in another process.</summary>
internal sealed class HttpLockedMessage(HttpLaneReceiver receiver, LockedDelivery delivery) : LockedMessage
{
    public override SignalMessage Message => delivery.Message;

    public override DateTimeOffset LockedUntil => delivery.LockedUntil;

    public override Task CompleteAsync(CancellationToken cancellationToken) =>
        receiver.SettleAsync(delivery.Token, "complete", body: null, cancellationToken);

    public override Task AbandonAsync(IReadOnlyDictionary<string, object> properties, CancellationToken cancellationToken) =>
        receiver.SettleAsync(delivery.Token, "abandon", () => JsonContent.Create(AbandonRequest.Of(properties), BrokerJson.Default.AbandonRequest), cancellationToken);

    public override async Task DeadLetterAsync(string reason, string description, CancellationToken cancellationToken)
    {
        DeadLetter.Check(reason, description);
        await receiver.SettleAsync(
            delivery.Token,
            "dead-letter",
            () => JsonContent.Create(new DeadLetterRequest(reason, description), BrokerJson.Default.DeadLetterRequest),
            cancellationToken);
    }

    public override Task RenewLockAsync(CancellationToken cancellationToken) =>
        receiver.SettleAsync(delivery.Token, "renew", body: null, cancellationToken);
}
