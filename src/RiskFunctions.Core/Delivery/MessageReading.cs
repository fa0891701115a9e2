using Microsoft.Extensions.Logging;
using RiskFunctions.Signals;

namespace RiskFunctions.Delivery;

/// <summary>Reads the messages of a batch, and those that ride along, and says what is left out of them.</summary>
internal sealed partial class MessageReading(ISignalReader reader, FlowCounters counters, TimeProvider time, ILogger<MessageReading> logger)
{
    public IReadOnlyList<BatchMessage> Read(RiskLevel lane, IReadOnlyList<LockedMessage> locked)
    {
        var messages = locked.Select(m => new BatchMessage(lane, m)).ToList();
        foreach (var message in messages)
        {
            switch (reader.Read(message.Locked.Message, time.GetUtcNow()))
            {
                case ReadResult.Readable readable:
                    Note(message, readable);
                    break;
                case ReadResult.Unreadable unreadable:
                    message.Refuse(new Settlement.DeadLetter(unreadable.Reason, unreadable.Description));
                    break;
            }
        }

        return messages;
    }

    private void Note(BatchMessage message, ReadResult.Readable readable)
    {
        message.Hold(readable.Signals);
        if (readable.PartlyExpired is { } expiry)
        {
            message.Refuse(new Settlement.DeadLetter(expiry.Reason, expiry.Description));
        }

        if (message.DoneBefore > 0)
        {
            LogGoesOn(message.Id, message.Lane, message.DoneBefore, readable.Signals.Count);
        }

        if (readable.Suppressed > 0)
        {
            counters.Suppress(readable.Suppressed);
            LogSuppressed(readable.Suppressed, message.Id, message.Lane);
        }

        if (readable.Signals.Count == 0 && readable.Suppressed == 0)
        {
            counters.CompletedWithoutAddress();
            LogNoAddress(message.Id, readable.Format, readable.NonRoutable);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "{Signals} signals of message {MessageId} in lane {Lane} were not sent: their addresses are in Signals:TrustedNetworks.", EventName = "SignalsSuppressed")]
    private partial void LogSuppressed(int signals, string messageId, RiskLevel lane);

    [LoggerMessage(2, LogLevel.Information, "Message {MessageId} ({Format}) was completed without a request (no-address): it names no public address ({NonRoutable} others left out).", EventName = "NoAddress")]
    private partial void LogNoAddress(string messageId, string format, int nonRoutable);

    [LoggerMessage(3, LogLevel.Information, "Message {MessageId} of lane {Lane} goes on: {Done} of its {Signals} signals were done with at an earlier delivery.", EventName = "MessageGoesOn")]
    private partial void LogGoesOn(string messageId, RiskLevel lane, int done, int signals);
}
