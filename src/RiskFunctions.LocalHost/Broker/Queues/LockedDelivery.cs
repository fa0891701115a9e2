using RiskFunctions.LocalHost.Broker.Messages;
using RiskFunctions.Signals;

namespace RiskFunctions.LocalHost.Broker.Queues;

/// <summary>A message given out under a lock.</summary>
/// <param name="Token">Names the lock; good for one settlement.</param>
/// <param name="LockedUntil">When the lock ends unless renewed (UTC).</param>
/// <param name="Message">What came.</param>
internal sealed record LockedDelivery(Guid Token, DateTimeOffset LockedUntil, SignalMessage Message)
{
    public static LockedDelivery Of(DeliveredMessage message) => new(message.LockToken, message.LockedUntil, new SignalMessage
    {
        MessageId = message.MessageId,
        Body = message.Sent.Reading?.Bytes ?? message.Sent.Body,
        BodyFault = message.Sent.Reading?.Fault,
        ContentType = message.Sent.ContentType,
        Properties = message.Sent.Properties,
        EnqueuedAt = message.EnqueuedAt,
        DeliveryCount = message.DeliveryCount,
    });
}
