using Azure.Messaging.ServiceBus;
using RiskFunctions.Delivery;
using RiskFunctions.Delivery.Settling;
using RiskFunctions.Signals;

namespace RiskFunctions.Azure.ServiceBus;

/// <summary>A message that a receiver of this process locked.</summary>
/// <param name="receiver">The one that received it; it must stay open until the message is settled.</param>
internal sealed class PeekLockedMessage(ServiceBusReceivedMessage received, ServiceBusReceiver receiver) : LockedMessage
{
    public override SignalMessage Message { get; } = ReceivedSignal.From(received);

    public override DateTimeOffset LockedUntil { get; } = received.LockedUntil;

    public static IReadOnlyList<LockedMessage> Of(IReadOnlyList<ServiceBusReceivedMessage> received, ServiceBusReceiver receiver) =>
        [.. received.Select(message => new PeekLockedMessage(message, receiver))];

    public override Task CompleteAsync(CancellationToken cancellationToken) =>
        SettlementFault.TranslateAsync(receiver.CompleteMessageAsync(received, cancellationToken), cancellationToken);

    public override Task AbandonAsync(IReadOnlyDictionary<string, object> properties, CancellationToken cancellationToken)
    {
        var changes = properties.Count == 0 ? null : properties.ToDictionary();
        return SettlementFault.TranslateAsync(receiver.AbandonMessageAsync(received, changes, cancellationToken), cancellationToken);
    }

    public override Task DeadLetterAsync(string reason, string description, CancellationToken cancellationToken) =>
        SettlementFault.TranslateAsync(
            receiver.DeadLetterMessageAsync(received, DeadLetterText.Cut(reason), DeadLetterText.Cut(description), cancellationToken),
            cancellationToken);

    public override Task RenewLockAsync(CancellationToken cancellationToken) =>
        SettlementFault.TranslateAsync(receiver.RenewMessageLockAsync(received, cancellationToken), cancellationToken);
}
