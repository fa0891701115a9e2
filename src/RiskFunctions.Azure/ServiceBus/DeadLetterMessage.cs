using Azure.Messaging.ServiceBus;

namespace RiskFunctions.Azure.ServiceBus;

/// <summary>A message in a lane's dead-letter queue, read by a peek, which locks and removes nothing.</summary>
/// <param name="Lane">Name of the lane's subscription.</param>
/// <param name="SequenceNumber">Identifies it in the lane's dead-letter queue.</param>
/// <param name="Reason">Empty when the one who moved it gave none.</param>
/// <param name="Description">Empty when there is none.</param>
/// <param name="EnqueuedAt">When the broker took it (UTC).</param>
/// <param name="Body">The bytes; none for a body that is neither data nor text.</param>
internal sealed record DeadLetterMessage(
    string Lane, long SequenceNumber, string MessageId, string Reason, string Description, DateTimeOffset EnqueuedAt, ReadOnlyMemory<byte> Body)
{
    public static DeadLetterMessage Of(string lane, ServiceBusReceivedMessage message)
    {
        var signal = ReceivedSignal.From(message);
        return new DeadLetterMessage(
            lane,
            message.SequenceNumber,
            signal.MessageId,
            message.DeadLetterReason ?? "",
            message.DeadLetterErrorDescription ?? "",
            message.EnqueuedTime,
            signal.Body);
    }
}
