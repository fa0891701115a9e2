using System.Collections.ObjectModel;
using RiskFunctions.Delivery;
using RiskFunctions.Signals;

namespace RiskFunctions.LocalHost.Broker.Pump;

/// <summary>
/// Brings one lane's messages to the delivery, one batch at a time, like the batch trigger of Azure Functions: when the delivery throws, what is
/// unsettled is abandoned. Ends only when cancelled; every fault is logged and tried again.
/// </summary>
internal sealed partial class LanePump(RiskLevel lane, ILaneReceiver receiver, IBatchDelivery delivery, TimeProvider time, ILogger<LanePump> logger)
{
    /// <summary>The same as <c>maxMessageBatchSize</c> in host.json.</summary>
    public const int MaxBatch = 20;

    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LogInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan AbandonLimit = TimeSpan.FromSeconds(5);

    private readonly string _subscription = LaneName.Of(lane);
    private TimeSpan _pause = FirstPause;
    private DateTimeOffset? _brokerAwaySince;
    private DateTimeOffset _lastLog;

    /// <summary>
    /// Runs until <paramref name="cancellationToken"/> fires. Then it receives no more, waits until the batch under way has stopped, and returns.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var batch = await ReceiveAsync(cancellationToken);
            if (batch is null || (batch.Count > 0 && !await TryDeliverAsync(batch, cancellationToken)))
            {
                await PauseAsync(cancellationToken);
            }
            else if (batch.Count > 0)
            {
                _pause = FirstPause;
            }
        }
    }

    /// <summary>Null when the broker cannot be reached, or at the end.</summary>
    private async Task<IReadOnlyList<LockedMessage>?> ReceiveAsync(CancellationToken cancellationToken)
    {
        try
        {
            var batch = await receiver.ReceiveAsync(_subscription, MaxBatch, Wait, cancellationToken);
            if (_brokerAwaySince is { } since)
            {
                _brokerAwaySince = null;
                _pause = FirstPause;
                LogBrokerBack(_subscription, (time.GetUtcNow() - since).TotalSeconds);
            }

            return batch;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception fault)
        {
            var now = time.GetUtcNow();
            if (_brokerAwaySince is null || now - _lastLog >= LogInterval)
            {
                _brokerAwaySince ??= now;
                _lastLog = now;
                LogBrokerAway(_subscription, (now - _brokerAwaySince.Value).TotalSeconds, fault);
            }

            return null;
        }
    }

    private async Task<bool> TryDeliverAsync(IReadOnlyList<LockedMessage> batch, CancellationToken cancellationToken)
    {
        try
        {
            await delivery.DeliverAsync(lane, batch, cancellationToken);
            return true;
        }
        catch (Exception fault)
        {
            var ending = fault is OperationCanceledException && cancellationToken.IsCancellationRequested;
            if (!ending)
            {
                LogDeliveryFailed(_subscription, batch.Count, fault);
            }

            await AbandonUnsettledAsync(batch);
            return ending;
        }
    }

    /// <summary>A settled message answers that its lock is gone; that tells the unsettled ones apart.</summary>
    private async Task AbandonUnsettledAsync(IReadOnlyList<LockedMessage> batch)
    {
        // Not the caller's token: at shutdown the messages should be free at once, not when their locks end.
        using CancellationTokenSource limit = new(AbandonLimit, time);
        foreach (var message in batch)
        {
            try
            {
                await message.AbandonAsync(ReadOnlyDictionary<string, object>.Empty, limit.Token);
            }
            catch (LockLostException)
            {
            }
            catch (Exception fault)
            {
                LogAbandonFailed(_subscription, message.Message.MessageId, fault);
            }
        }
    }

    private async Task PauseAsync(CancellationToken cancellationToken)
    {
        // Cancellation only cuts the pause short; the loop sees it.
        await Task.Delay(_pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
    }

    [LoggerMessage(1, LogLevel.Warning, "Lane {Lane}: the broker cannot be reached, for {Seconds:0} s now. Trying again.", EventName = "BrokerAway")]
    private partial void LogBrokerAway(string lane, double seconds, Exception fault);

    [LoggerMessage(2, LogLevel.Information, "Lane {Lane}: the broker is back after {Seconds:0} s.", EventName = "BrokerBack")]
    private partial void LogBrokerBack(string lane, double seconds);

    [LoggerMessage(3, LogLevel.Error,
        "Lane {Lane}: the delivery of a batch of {Messages} failed. What is unsettled goes back to the lane.",
        EventName = "BatchFailed")]
    private partial void LogDeliveryFailed(string lane, int messages, Exception fault);

    [LoggerMessage(4, LogLevel.Warning,
        "Lane {Lane}: message {MessageId} could not be abandoned. It comes again when its lock ends.",
        EventName = "MessageNotAbandoned")]
    private partial void LogAbandonFailed(string lane, string messageId, Exception fault);
}
