using RiskFunctions.LocalHost.Broker.Messages;

namespace RiskFunctions.LocalHost.Broker.Queues;

/// <summary>What falls due when, earliest first.</summary>
internal sealed class Deadlines
{
    private readonly SortedDictionary<(DateTimeOffset Due, long SequenceNumber), QueuedMessage> _entries = [];

    public DateTimeOffset? Earliest => _entries.Count == 0 ? null : _entries.First().Key.Due;

    public int Count => _entries.Count;

    public IEnumerable<QueuedMessage> Messages => _entries.Values;

    public void Add(DateTimeOffset due, QueuedMessage message) => _entries.Add((due, message.SequenceNumber), message);

    public void Remove(DateTimeOffset due, QueuedMessage message) => _entries.Remove((due, message.SequenceNumber));

    /// <summary>Takes out one message that is due; null when none is.</summary>
    public QueuedMessage? TakeDue(DateTimeOffset now)
    {
        if (_entries.Count == 0)
        {
            return null;
        }

        var (key, message) = _entries.First();
        if (key.Due > now)
        {
            return null;
        }

        _entries.Remove(key);
        return message;
    }
}
