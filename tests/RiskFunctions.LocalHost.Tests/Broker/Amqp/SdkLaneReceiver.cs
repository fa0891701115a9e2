using System.Collections.Concurrent;
using Azure.Messaging.ServiceBus;
using RiskFunctions.Delivery;
using RiskFunctions.LocalHost.Broker.Pump;
using RiskFunctions.Signals;

namespace RiskFunctions.LocalHost.Tests.Broker.Amqp;

/// <summary>The lanes through Microsoft's client, as its documentation tells one to use it.</summary>
internal sealed class SdkLaneReceiver(ServiceBusClient client, string topic) : ILaneReceiver
{
    /// <summary>The client wants a wait above zero. Long enough for what is there to come, short enough for a test of what is not.</summary>
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<string, ServiceBusReceiver> _receivers = new(StringComparer.Ordinal);

    public async Task<IReadOnlyList<LockedMessage>> ReceiveAsync(string subscription, int maxMessages, TimeSpan wait, CancellationToken cancellationToken)
    {
        var receiver = _receivers.GetOrAdd(subscription, name => client.CreateReceiver(topic, name));
        var received = await receiver.ReceiveMessagesAsync(maxMessages, wait > ShortestWait ? wait : ShortestWait, cancellationToken);
        return [.. received.Select(message => new SdkMessage(receiver, message))];
    }

    private sealed class SdkMessage(ServiceBusReceiver receiver, ServiceBusReceivedMessage received) : LockedMessage
    {
        public override SignalMessage Message { get; } = new()
        {
            MessageId = received.MessageId,
            Body = received.Body.ToMemory(),
            ContentType = received.ContentType,
            Properties = received.ApplicationProperties.ToDictionary(StringComparer.OrdinalIgnoreCase),
            EnqueuedAt = received.EnqueuedTime,
            DeliveryCount = received.DeliveryCount,
        };

        public override DateTimeOffset LockedUntil => received.LockedUntil;

        public override Task CompleteAsync(CancellationToken cancellationToken) => TranslateAsync(receiver.CompleteMessageAsync(received, cancellationToken));

        public override Task AbandonAsync(IReadOnlyDictionary<string, object> properties, CancellationToken cancellationToken) =>
            TranslateAsync(receiver.AbandonMessageAsync(received, properties.ToDictionary(StringComparer.Ordinal), cancellationToken));

        public override Task DeadLetterAsync(string reason, string description, CancellationToken cancellationToken) =>
            TranslateAsync(receiver.DeadLetterMessageAsync(received, reason, description, cancellationToken));

        public override Task RenewLockAsync(CancellationToken cancellationToken) => TranslateAsync(receiver.RenewMessageLockAsync(received, cancellationToken));

        private static async Task TranslateAsync(Task call)
        {
            try
            {
                await call;
            }
            catch (ServiceBusException fault) when (fault.Reason == ServiceBusFailureReason.MessageLockLost)
            {
                throw new LockLostException(fault.Message, fault);
            }
        }
    }
}
