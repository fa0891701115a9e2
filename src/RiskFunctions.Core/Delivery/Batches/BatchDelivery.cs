using RiskFunctions.Delivery.Sending;
using RiskFunctions.Delivery.Settling;
using RiskFunctions.Delivery.Splitting;
using RiskFunctions.Delivery.Telemetry;
using RiskFunctions.Delivery.Users;
using RiskFunctions.RiskEvents;
using RiskFunctions.Signals;

namespace RiskFunctions.Delivery.Batches;

/// <summary>The way of one batch from the lane to its settlements.</summary>
internal sealed partial class BatchDelivery(
    MessageReading reading,
    RequestSender<BatchWork> sender,
    OktaCircuit circuit,
    MessageSettler settler,
    BatchesUnderWay underWay,
    FlowTraces traces,
    IOptions<DeliveryOptions> options,
    IOptions<RiskEventsOptions> riskEvents,
    TimeProvider time,
    ILoggerFactory loggers,
    UserDelivery? users = null) : IBatchDelivery
{
    private readonly ILogger _logger = loggers.CreateLogger<BatchDelivery>();

    public Task DeliverAsync(RiskLevel lane, IReadOnlyList<LockedMessage> batch, CancellationToken cancellationToken) => underWay.RunAsync(
        async stopping =>
        {
            using var span = traces.StartBatch(lane, batch);
            try
            {
                await BringToAnEndAsync(reading.Read(lane, batch), refused: null, stopping);
            }
            catch (Exception e)
            {
                FlowTraces.Fail(span, e);
                throw;
            }
        },
        cancellationToken);

    /// <param name="refused">What Okta refused of these messages when they rode with another batch; null for nothing.</param>
    private async Task BringToAnEndAsync(IReadOnlyList<BatchMessage> messages, OutgoingRequest? refused, CancellationToken cancellationToken)
    {
        using var holdEnd = new CancellationTokenSource(options.Value.MaxHold, time);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, holdEnd.Token);
        var faults = new List<Exception>();
        await using (var locks = new LockKeeper(time, loggers.CreateLogger<LockKeeper>()))
        {
            var work = new BatchWork(messages, options.Value.TimestampTolerance, locks.Keep, refused);
            faults.AddRange(await settler.SettleAsync(work.Finished, mayLeave: true));
            await SendToBothAsync(work, messages, faults, stopping.Token);
            if (work.Disembark() is ({ Count: > 0 } cutOff, _))
            {
                // Their request was cut off. The caller did not hand these messages in, so it does not get their exceptions.
                underWay.Start(_ => settler.SettleAsync(cutOff, mayLeave: false));
            }

            faults.AddRange(await settler.SettleAsync(work.Messages, mayLeave: !stopping.IsCancellationRequested));
        }

        if (faults.Count > 0)
        {
            throw new SettlementFailedException(faults.Count, faults[0]);
        }
    }

    private async Task SendToBothAsync(BatchWork work, IReadOnlyList<BatchMessage> messages, List<Exception> faults, CancellationToken stopping)
    {
        if (users is null)
        {
            await SendAddressesAsync(work, faults, stopping);
            return;
        }

        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var sendingUsers = users.SendAsync(messages, enough.Token);
        var sendingAddresses = SendAddressesAsync(work, faults, enough.Token);
        await Task.WhenAny(sendingUsers, sendingAddresses);
        if (riskEvents.Value.Enabled)
        {
            // Messages behind these may be for the destination that works. They must not wait until the held one works again.
            var (open, circuitOfOpen) = sendingUsers.IsCompleted ? (sendingAddresses, circuit) : (sendingUsers, users.Circuit);
            await GiveUpHeldAsync(open, circuitOfOpen, messages, enough);
        }

        await sendingAddresses;
        faults.AddRange(await sendingUsers);
    }

    // One destination has its part; the other is held. After a while the messages go back with their notes.
    // That while grows with the deliveries of the newest message, so that a long outage does not use them up.
    // Held means: the circuit was open at the start and at the end of one such while.
    private async Task GiveUpHeldAsync(
        Task sending, OktaCircuit held, IReadOnlyList<BatchMessage> messages, CancellationTokenSource enough)
    {
        var patience = DeliveryTimes.HeldBesideOther * messages.Min(static m => m.Locked.Message.DeliveryCount);
        for (var wasHeld = !held.IsClosed; !sending.IsCompleted; wasHeld = !held.IsClosed)
        {
            await sending.WaitAsync(patience, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!sending.IsCompleted && wasHeld && !held.IsClosed)
            {
                foreach (var message in messages)
                {
                    message.IsHeld = true;
                }

                await enough.CancelAsync();
                return;
            }
        }
    }

    // One request after another, until nothing is left or the batch must stop. What a stopping batch leaves open, BringToAnEndAsync settles.
    private async Task SendAddressesAsync(BatchWork work, List<Exception> faults, CancellationToken stopping)
    {
        while (work.Next(time.GetUtcNow()) && await sender.SendAsync(work, stopping))
        {
            // Passengers go their own way: neither their settlements nor what is left of them keeps this batch.
            if (work.Disembark() is ({ Count: > 0 } passengers, var part))
            {
                underWay.Start(stop => BringToAnEndAsync(passengers, part, stop));
            }

            // Settled as soon as possible, so that a process that dies later leaves less to be sent again.
            faults.AddRange(await settler.SettleAsync(work.Finished, mayLeave: true));
        }

        if (work.SplitsSpent)
        {
            LogTooManySplits(work.Lane);
        }

        if (work.HasSetAside)
        {
            LogSetAside(work.Lane);
        }
    }

    [LoggerMessage(3, LogLevel.Error,
        "Okta refused so many requests of a batch in lane {Lane} that not all could be told apart; what is left of it comes again.",
        EventName = "TooManySplits")]
    private partial void LogTooManySplits(RiskLevel lane);

    [LoggerMessage(5, LogLevel.Error,
        "Okta answers 500 to single signals of lane {Lane}. Their messages stay in the lane, and the signals are tried by themselves, " +
        "until their deliveries or their time to live end.",
        EventName = "SignalsSetAside")]
    private partial void LogSetAside(RiskLevel lane);
}
