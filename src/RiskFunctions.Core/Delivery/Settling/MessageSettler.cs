using System.Collections.ObjectModel;
using RiskFunctions.Delivery.Telemetry;
using RiskFunctions.Signals;

namespace RiskFunctions.Delivery.Settling;

/// <summary>Carries out settlements: each message once, with retries, and no message waits for another.</summary>
internal sealed partial class MessageSettler(FlowMetrics metrics, TimeProvider time, ILogger<MessageSettler> logger)
{
    /// <summary>All tries of one settlement together.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(4);

    public const int MaxTries = 3;

    /// <summary>Before the second try; before the third it is twice as long.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Settles messages side by side, without those that are settled or have lost their lock.</summary>
    /// <param name="mayLeave">See <see cref="SettlementTable.AtTheEnd"/>.</param>
    /// <returns>One fault for each message that could not be settled although its lock was held.</returns>
    public async Task<IReadOnlyList<Exception>> SettleAsync(IEnumerable<BatchMessage> messages, bool mayLeave)
    {
        var faults = await Task.WhenAll(messages.Select(m => SettleAsync(m, mayLeave)));
        return [.. faults.OfType<Exception>()];
    }

    private async Task<Exception?> SettleAsync(BatchMessage message, bool mayLeave)
    {
        if (message.IsLockLost || !message.TryClaimSettlement())
        {
            return null;
        }

        var settlement = SettlementTable.AtTheEnd(message, mayLeave);

        // Not the batch's token: a known outcome is settled even when the process stops.
        using var deadline = new CancellationTokenSource(Longest, time);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await ApplyAsync(message, settlement, attempt == MaxTries, deadline.Token);
                Record(message, settlement);
                return null;
            }
            catch (LockLostException)
            {
                if (message.MarkLockLost())
                {
                    LogLockLost(message.Id);
                }

                return null;
            }
            catch (Exception e)
            {
                if (attempt == MaxTries || deadline.IsCancellationRequested)
                {
                    LogNotSettled(message.Id, e);
                    return e;
                }

                await Task.Delay(Pause * attempt, time, CancellationToken.None);
            }
        }
    }

    private static Task ApplyAsync(BatchMessage message, Settlement settlement, bool isLastTry, CancellationToken cancellationToken) => settlement switch
    {
        Settlement.Complete => message.Locked.CompleteAsync(cancellationToken),
        // The note may be too much for the broker (a message close to the size limit). The message still goes back; all of it is sent again then.
        Settlement.Abandon => message.Locked.AbandonAsync(isLastTry ? ReadOnlyDictionary<string, object>.Empty : message.Note(), cancellationToken),
        Settlement.Leave => Task.CompletedTask,
        Settlement.DeadLetter dead => message.Locked.DeadLetterAsync(dead.Reason.ToString(), DeadLetterText.Cut(dead.Description), cancellationToken),
        _ => throw new InvalidOperationException($"{settlement.GetType().Name} is not a known settlement."),
    };

    private void Record(BatchMessage message, Settlement settlement)
    {
        var lane = message.Lane;
        switch (settlement)
        {
            case Settlement.Complete:
                metrics.Settled(lane, "complete", "none");
                if (message.Signals.Count + message.Users.Count > 0)
                {
                    metrics.Count(static c => c with { Messages = c.Messages + 1 });
                }

                break;
            case Settlement.Abandon:
                metrics.Settled(lane, "abandon", "none");
                LogAbandoned(message.Id, lane, message.Locked.Message.DeliveryCount);
                break;
            case Settlement.Leave:
                metrics.Settled(lane, "leave", "none");
                LogLeft(message.Id, lane, message.Locked.Message.DeliveryCount);
                break;
            case Settlement.DeadLetter dead:
                metrics.Settled(lane, "dead-letter", dead.Reason.ToString());
                LogDeadLettered(message.Id, lane, dead.Reason);
                break;
        }
    }

    [LoggerMessage(1, LogLevel.Warning,
        "Message {MessageId} of lane {Lane} was dead-lettered: {Reason}. The dead-letter queue holds the description.",
        EventName = "MessageDeadLettered")]
    private partial void LogDeadLettered(string messageId, RiskLevel lane, DeadLetterReason reason);

    [LoggerMessage(2, LogLevel.Information, "Message {MessageId} went back to lane {Lane} after delivery {DeliveryCount}.", EventName = "MessageAbandoned")]
    private partial void LogAbandoned(string messageId, RiskLevel lane, int deliveryCount);

    [LoggerMessage(3, LogLevel.Warning, "The lock of message {MessageId} is lost; the message will come again.", EventName = "MessageLockLost")]
    private partial void LogLockLost(string messageId);

    [LoggerMessage(4, LogLevel.Error, "Message {MessageId} could not be settled; it comes again when its lock ends.", EventName = "MessageNotSettled")]
    private partial void LogNotSettled(string messageId, Exception exception);

    [LoggerMessage(5, LogLevel.Information,
        "Message {MessageId} of lane {Lane} was left to its lock after delivery {DeliveryCount}: Okta answers 500 to what is left of it, or its destination " +
        "is held.",
        EventName = "MessageLeft")]
    private partial void LogLeft(string messageId, RiskLevel lane, int deliveryCount);
}
