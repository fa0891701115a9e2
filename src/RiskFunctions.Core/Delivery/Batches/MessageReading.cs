using RiskFunctions.Delivery.Settling;
using RiskFunctions.Delivery.Telemetry;
using RiskFunctions.RiskEvents;
using RiskFunctions.SecurityEvents;
using RiskFunctions.Signals;
using RiskFunctions.Signals.Results;

namespace RiskFunctions.Delivery.Batches;

/// <summary>Reads the messages of a batch and its passengers, and logs and counts what is left out of them.</summary>
internal sealed partial class MessageReading(
    ISignalReader reader, IOptions<RiskEventsOptions> riskEvents, DestinationRules destinations, UserRules userRules, FlowMetrics metrics,
    TimeProvider time, ILogger<MessageReading> logger)
{
    public IReadOnlyList<BatchMessage> Read(RiskLevel lane, IReadOnlyList<LockedMessage> locked)
    {
        var messages = locked.Select(m => new BatchMessage(lane, m)).ToList();
        foreach (var message in messages)
        {
            switch (reader.Read(message.Locked.Message, time.GetUtcNow()))
            {
                case ReadResult.Readable readable:
                    Load(message, readable);
                    Report(message, readable);
                    break;
                case ReadResult.Unreadable unreadable:
                    message.Refuse(new Settlement.DeadLetter(unreadable.Reason, unreadable.Description));
                    break;
            }
        }

        return messages;
    }

    private void Report(BatchMessage message, ReadResult.Readable readable)
    {
        if (readable.PartlyExpired is { } expiry && riskEvents.Value.Enabled)
        {
            message.Refuse(new Settlement.DeadLetter(expiry.Reason, expiry.Description));
        }

        if (message.Done > 0)
        {
            LogGoesOn(message.Id, message.Lane, message.Done, message.Signals.Count + message.Users.Count);
        }

        if (readable.Suppressed > 0)
        {
            metrics.Count(c => c with { Suppressed = c.Suppressed + readable.Suppressed });
            LogSuppressed(readable.Suppressed, message.Id, message.Lane);
        }

        metrics.LeftOut(message.Lane, readable.LeftOut);
        if (readable.Cleared.Count > 0)
        {
            metrics.Count(c => c with { Cleared = c.Cleared + readable.Cleared.Count });
            LogCleared(readable.Cleared.Count, message.Id, readable.Format, message.Lane, readable.Cleared[0].Why);
        }

        if (readable.Warnings.Count > 0)
        {
            LogPartsNotRead(readable.Warnings.Count, message.Id, readable.Format, message.Lane, readable.Warnings[0].Field, readable.Warnings[0].Fault);
        }

        if (readable.Signals.Count + readable.Users.Count == 0 && readable.Suppressed == 0 && readable.Cleared.Count == 0)
        {
            metrics.Count(static c => c with { WithoutAddress = c.WithoutAddress + 1 });
            LogNoAddress(message.Id, readable.Format, readable.LeftOut.Summary());
        }
    }

    private void Load(BatchMessage message, ReadResult.Readable readable)
    {
        var split = destinations.Apply(readable);
        if (userRules.IsOn)
        {
            LeaveOut(message, readable);
        }

        message.Load(split.Signals, split.Users);
        if (split.Off == 0)
        {
            return;
        }

        metrics.Count(c => c with { DestinationOff = c.DestinationOff + split.Off });
        if (split.Refusal is { } refusal)
        {
            message.Refuse(new Settlement.DeadLetter(refusal.Reason, refusal.Description));
            return;
        }

        LogDestinationOff(split.Off, message.Id, message.Lane);
    }

    private void LeaveOut(BatchMessage message, ReadResult.Readable readable)
    {
        foreach (var user in readable.LeftOutUsers)
        {
            metrics.LeftOutUser(message.Lane, user.Reason);
        }

        foreach (var user in readable.Users)
        {
            if (userRules.WhyLeftOut(user) is { } reason)
            {
                metrics.LeftOutUser(message.Lane, reason);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Information,
        "{Signals} signals of message {MessageId} in lane {Lane} were not sent: their addresses are in Signals:TrustedNetworks.",
        EventName = "SignalsSuppressed")]
    private partial void LogSuppressed(int signals, string messageId, RiskLevel lane);

    [LoggerMessage(2, LogLevel.Information,
        "Message {MessageId} ({Format}) was completed without a request (no-address): it names no address to be sent (left out: {LeftOut}).",
        EventName = "NoAddress")]
    private partial void LogNoAddress(string messageId, string format, string leftOut);

    [LoggerMessage(3, LogLevel.Information,
        "Message {MessageId} of lane {Lane} goes on: {Done} of its {Signals} signals were done with at an earlier delivery.",
        EventName = "MessageGoesOn")]
    private partial void LogGoesOn(string messageId, RiskLevel lane, int done, int signals);

    [LoggerMessage(4, LogLevel.Information,
        "{Alerts} alert(s) of message {MessageId} ({Format}) in lane {Lane} were not sent (cleared): {Why}.",
        EventName = "AlertsCleared")]
    private partial void LogCleared(int alerts, string messageId, string format, RiskLevel lane, string why);

    [LoggerMessage(5, LogLevel.Warning,
        "{Parts} part(s) of message {MessageId} ({Format}) in lane {Lane} could not be read; the rest was. The first: {Field} {Fault}.",
        EventName = "PartsNotRead")]
    private partial void LogPartsNotRead(int parts, string messageId, string format, RiskLevel lane, string field, string fault);

    [LoggerMessage(6, LogLevel.Information,
        "{Signals} signal(s) of message {MessageId} in lane {Lane} were not sent: their destination is off (RiskEvents:Enabled, SecurityEvents:Enabled).",
        EventName = "DestinationOff")]
    private partial void LogDestinationOff(int signals, string messageId, RiskLevel lane);
}
