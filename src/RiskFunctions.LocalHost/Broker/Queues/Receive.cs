using RiskFunctions.LocalHost.Broker.Messages;

namespace RiskFunctions.LocalHost.Broker.Queues;

/// <summary>A receive of this process: takes what a lane has, or waits for it.</summary>
internal static class Receive
{
    extension(InMemoryBroker broker)
    {
        /// <summary>
        /// Locks the oldest messages of a lane and returns as soon as there is any, at most <paramref name="max"/>; none when <paramref name="wait"/> is over.
        /// </summary>
        /// <exception cref="ArgumentException">No such subscription.</exception>
        public async Task<IReadOnlyList<LockedDelivery>> TakeAsync(string subscription, int max, TimeSpan wait, CancellationToken cancellationToken)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
            var queue = new QueueAddress(subscription, DeadLetters: false);
            var end = broker.Time.GetUtcNow() + wait;
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var watch = broker.Watch(queue);
                var taken = broker.Take(queue, max);
                var now = broker.Time.GetUtcNow();
                if (taken.Count > 0 || now >= end)
                {
                    return [.. taken.Select(LockedDelivery.Of)];
                }

                var due = watch.NextDue is { } next && next < end ? next : end;
                if (due > now)
                {
                    await WaitAsync(watch.Arrival, due - now, broker.Time, cancellationToken);
                }
            }
        }
    }

    private static async Task WaitAsync(Task arrival, TimeSpan pause, TimeProvider time, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(arrival, Task.Delay(pause, time, stop.Token));
        await stop.CancelAsync(); // Frees the timer when a message came first.
    }
}
