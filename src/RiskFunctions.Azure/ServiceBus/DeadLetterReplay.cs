using System.Collections.Concurrent;
using Azure.Messaging.ServiceBus;

namespace RiskFunctions.Azure.ServiceBus;

/// <summary>
/// Sends dead letters back to the topic, whose rules give them their lane again. Each is sent first and removed afterwards: an interruption in between
/// leaves the message twice and never loses it.
/// </summary>
internal sealed class DeadLetterReplay(ServiceBusConnection connection, DeadLetterReader reader)
{
    private const int Batch = 50;

    /// <summary>How many messages are moved at the same time.</summary>
    private const int AtOnce = 8;

    /// <summary>When no message comes for so long, others hold the rest.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Replays those that are dead letters at the start. What is dead-lettered meanwhile is not sent again.</summary>
    /// <exception cref="ServiceBusException">The broker cannot be reached, or refuses.</exception>
    public async Task<ReplayOutcome> RunAsync(string lane, DeadLetterFilter filter, CancellationToken cancellationToken)
    {
        var open = new HashSet<long>();
        await foreach (var letter in reader.PeekAsync(lane, cancellationToken))
        {
            if (filter.Chooses(letter))
            {
                open.Add(letter.SequenceNumber);
            }
        }

        if (open.Count == 0)
        {
            return new ReplayOutcome(0, [], [], 0);
        }

        await using var receiver = connection.DeadLetterReceiver(lane);
        await using var sender = connection.Sender();
        var run = new LaneRun(lane, receiver, sender);
        var passedOver = new Dictionary<long, ServiceBusReceivedMessage>();
        try
        {
            while (open.Count > 0 && await receiver.ReceiveMessagesAsync(Batch, Patience, cancellationToken) is { Count: > 0 } batch)
            {
                var chosen = batch.Where(message => open.Remove(message.SequenceNumber)).ToList();
                var others = batch.Except(chosen).ToList();

                // Kept locked, so that they do not come again. One that comes again shows that its lock is over and all were seen.
                if (chosen.Count == 0 && others.TrueForAll(message => passedOver.ContainsKey(message.SequenceNumber)))
                {
                    others.ForEach(message => passedOver[message.SequenceNumber] = message);
                    break;
                }

                others.ForEach(message => passedOver[message.SequenceNumber] = message);
                await Parallel.ForEachAsync(
                    chosen,
                    new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
                    (message, _) => run.MoveAsync(message));
            }
        }
        finally
        {
            await Parallel.ForEachAsync(
                passedOver.Values,
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = CancellationToken.None },
                (message, _) => run.GiveBackAsync(message));
        }

        return run.Outcome(open.Count);
    }

    private sealed class LaneRun(string lane, ServiceBusReceiver receiver, ServiceBusSender sender)
    {
        private readonly ConcurrentQueue<string> _notRemoved = [];
        private readonly ConcurrentQueue<(string MessageId, string Why)> _notSent = [];
        private int _moved;

        public ReplayOutcome Outcome(int busy) => new(_moved, [.. _notRemoved], [.. _notSent], busy);

        // Once begun, a move is finished despite the caller's token: half of it would leave the message twice.
        public async ValueTask MoveAsync(ServiceBusReceivedMessage letter)
        {
            try
            {
                await sender.SendMessageAsync(ReplayedMessage.Of(lane, letter), CancellationToken.None);
            }
            catch (ServiceBusException refused) when (refused.Reason is ServiceBusFailureReason.MessageSizeExceeded or ServiceBusFailureReason.QuotaExceeded)
            {
                _notSent.Enqueue((letter.MessageId, $"{refused.Reason}"));
                await GiveBackAsync(letter);
                return;
            }

            try
            {
                await receiver.CompleteMessageAsync(letter, CancellationToken.None);
                Interlocked.Increment(ref _moved);
            }
            catch (ServiceBusException)
            {
                _notRemoved.Enqueue(letter.MessageId);
            }
        }

        public async ValueTask GiveBackAsync(ServiceBusReceivedMessage letter)
        {
            try
            {
                await receiver.AbandonMessageAsync(letter, cancellationToken: CancellationToken.None);
            }
            catch (ServiceBusException)
            {
                // Its lock ends by itself.
            }
        }
    }
}
