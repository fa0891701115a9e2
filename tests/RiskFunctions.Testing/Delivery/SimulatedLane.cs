using System.Collections.Concurrent;
using RiskFunctions.Signals;

namespace RiskFunctions.Testing.Delivery;

/// <summary>A lane that gives its messages out again whenever they come back, as a broker does: one batch after the other.</summary>
internal sealed class SimulatedLane(DeliveryRig rig, RiskLevel lane, IReadOnlyList<string> messageIds)
{
    private readonly ConcurrentDictionary<string, int> _deliveries = new();
    private readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, object>> _notes = new();

    public List<string> Completed { get; } = [];

    public List<string> DeadLettered { get; } = [];

    /// <summary>The highest delivery count of any message.</summary>
    public int MostDeliveries => _deliveries.Values.Max();

    /// <summary>Runs until every message is settled for good, or no batch starts any more because <paramref name="end"/> has passed.</summary>
    public async Task RunAsync(DateTimeOffset end)
    {
        var open = messageIds.ToList();
        while (open.Count > 0 && rig.Time.GetUtcNow() < end)
        {
            var batch = open.Take(20).Select(Receive).ToList();
            await rig.StartAsync(batch, lane);
            foreach (var message in batch.Where(m => m.Note is { Count: > 0 }))
            {
                _notes[message.Message.MessageId] = message.Note!;
            }

            Completed.AddRange(batch.Where(m => m.Settled == "complete").Select(m => m.Message.MessageId));
            DeadLettered.AddRange(batch.Where(m => m.Settled == "dead-letter").Select(m => m.Message.MessageId));
            open = [.. open.Except(Completed).Except(DeadLettered)];
            if (batch.TrueForAll(m => m.Settled is null))
            {
                // All are left to their locks, and come again when these have run out.
                await Task.Delay(rig.LockDuration, rig.Time);
            }
        }
    }

    private FakeLockedMessage Receive(string id) =>
        rig.Receive(id, _deliveries.AddOrUpdate(id, 1, (_, n) => n + 1), _notes.GetValueOrDefault(id));
}
