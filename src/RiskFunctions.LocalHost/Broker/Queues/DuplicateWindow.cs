namespace RiskFunctions.LocalHost.Broker.Queues;

/// <summary>Remembers message ids for a while. Guarded by the broker's lock.</summary>
internal sealed class DuplicateWindow(TimeSpan length)
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly Queue<(string MessageId, DateTimeOffset ForgetAt)> _order = new();

    /// <summary>False when the id was seen within the window.</summary>
    public bool TryAdd(string messageId, DateTimeOffset now)
    {
        while (_order.TryPeek(out var oldest) && oldest.ForgetAt <= now)
        {
            _order.Dequeue();
            _seen.Remove(oldest.MessageId);
        }

        if (!_seen.Add(messageId))
        {
            return false;
        }

        _order.Enqueue((messageId, now + length));
        return true;
    }
}
