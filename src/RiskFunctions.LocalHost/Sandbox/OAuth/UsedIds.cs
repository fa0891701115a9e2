namespace RiskFunctions.LocalHost.Sandbox.OAuth;

/// <summary>Remembers ids that may be used once, for as long as a replay could pass the other checks. Safe for several threads.</summary>
internal sealed class UsedIds
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly PriorityQueue<string, DateTimeOffset> _byEnd = new();

    /// <summary>False when the id was used before.</summary>
    public bool TryUse(string id, DateTimeOffset now, DateTimeOffset rememberUntil)
    {
        lock (_gate)
        {
            while (_byEnd.TryPeek(out var oldest, out var end) && end < now)
            {
                _byEnd.Dequeue();
                _ids.Remove(oldest);
            }

            if (!_ids.Add(id))
            {
                return false;
            }

            _byEnd.Enqueue(id, rememberUntil);
            return true;
        }
    }
}
