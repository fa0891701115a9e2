using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RiskFunctions.Signals;

namespace RiskFunctions.Delivery;

/// <summary>The way of one batch from the lane to its settlements.</summary>
internal sealed partial class BatchDelivery(
    ISignalReader reader,
    RequestSender sender,
    MessageSettler settler,
    FlowCounters counters,
    FlowTraces traces,
    IOptions<DeliveryOptions> options,
    TimeProvider time,
    ILoggerFactory loggers) : IBatchDelivery
{
    private readonly ILogger _logger = loggers.CreateLogger<BatchDelivery>();

    public async Task DeliverAsync(RiskLevel lane, IReadOnlyList<LockedMessage> batch, CancellationToken cancellationToken)
    {
        using var span = traces.StartBatch(lane, batch);
        try
        {
            await DeliverBatchAsync(lane, batch, cancellationToken);
        }
        catch (Exception e)
        {
            FlowTraces.Fail(span, e);
            throw;
        }
    }

    private async Task DeliverBatchAsync(RiskLevel lane, IReadOnlyList<LockedMessage> batch, CancellationToken cancellationToken)
    {
        using var holdEnd = new CancellationTokenSource(options.Value.MaxHold, time);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, holdEnd.Token);
        var messages = batch.Select(m => new BatchMessage(m)).ToList();
        var faults = new List<Exception>();
        await using (new LockKeeper(messages, time, loggers.CreateLogger<LockKeeper>()))
        {
            var known = new List<(BatchMessage, Settlement)>();
            foreach (var message in messages)
            {
                var result = reader.Read(message.Locked.Message, time.GetUtcNow());
                Note(lane, message, result);
                if (SettlementTable.AfterReading(result) is { } settlement)
                {
                    known.Add((message, settlement));
                }
            }

            faults.AddRange(await settler.SettleAsync(lane, known));
            var work = new BatchWork(messages);
            await SendAllAsync(lane, work, faults, stopping.Token);
            faults.AddRange(await settler.SettleAsync(lane, work.Remaining(stopping.IsCancellationRequested)));
        }

        if (faults.Count > 0)
        {
            throw new SettlementFailedException(faults.Count, faults[0]);
        }
    }

    private async Task SendAllAsync(RiskLevel lane, BatchWork work, List<Exception> faults, CancellationToken stopping)
    {
        while (work.Next(time.GetUtcNow()) is { } request)
        {
            var outgoing = new OutgoingRequest(request, work.Kind == RequestKind.Aside, r => work.StillWanted(r, time.GetUtcNow()))
            {
                Batch = work,
                MayYield = work.HasMore,
                SuccessesBefore = work.SuccessesBefore,
            };
            switch (await sender.SendAsync(outgoing, stopping))
            {
                case RequestVerdict.Accepted sent:
                    work.Accept(sent.Sent);
                    break;
                case RequestVerdict.Rejected rejected:
                    work.Reject(rejected.Sent, rejected.Error);
                    break;
                case RequestVerdict.Doubtful doubtful:
                    work.Doubt(outgoing, doubtful.OthersPass);
                    break;
                case RequestVerdict.Unwanted:
                    break;
                case RequestVerdict.Held:
                    return;
            }

            // A process that stops has time for one round of settlements, in which all are settled.
            if (stopping.IsCancellationRequested)
            {
                return;
            }

            // Settled as soon as it is known, so that a process that dies later has less to do again.
            faults.AddRange(await settler.SettleAsync(lane, work.Finished()));
        }

        if (work.SplitsSpent)
        {
            LogTooManySplits(lane);
        }

        if (work.HasSetAside)
        {
            LogSetAside(lane);
        }
    }

    private void Note(RiskLevel lane, BatchMessage message, ReadResult result)
    {
        if (result is not ReadResult.Readable readable)
        {
            return;
        }

        message.Hold(readable.Signals);
        if (readable.PartlyExpired is { } expiry)
        {
            message.Refuse(new Settlement.DeadLetter(expiry.Reason, expiry.Description));
        }

        if (message.DoneBefore > 0)
        {
            LogGoesOn(message.Id, lane, message.DoneBefore, readable.Signals.Count);
        }

        if (readable.Suppressed > 0)
        {
            counters.Suppress(readable.Suppressed);
            LogSuppressed(readable.Suppressed, message.Id, lane);
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

    [LoggerMessage(3, LogLevel.Error, "Okta refused so many requests of a batch in lane {Lane} that not all could be told apart; what is left of it comes again.", EventName = "TooManySplits")]
    private partial void LogTooManySplits(RiskLevel lane);

    [LoggerMessage(4, LogLevel.Information, "Message {MessageId} of lane {Lane} goes on: {Done} of its {Signals} signals were done with at an earlier delivery.", EventName = "MessageGoesOn")]
    private partial void LogGoesOn(string messageId, RiskLevel lane, int done, int signals);

    [LoggerMessage(5, LogLevel.Error, "Okta answers 500 to single signals of lane {Lane} while it takes others. Their messages stay in the lane and are tried by themselves, until their deliveries or their time to live end.", EventName = "SignalsSetAside")]
    private partial void LogSetAside(RiskLevel lane);
}
