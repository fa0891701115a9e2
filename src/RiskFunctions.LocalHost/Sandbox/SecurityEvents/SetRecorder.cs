using System.Security.Cryptography;
using System.Text;

namespace RiskFunctions.LocalHost.Sandbox.SecurityEvents;

/// <summary>Keeps the books on SETs. Safe for several threads; memory is bounded by the capacities.</summary>
internal sealed class SetRecorder(TimeSpan window, int duplicateCapacity, int requestCapacity, int subjectCapacity)
{
    private readonly Lock _gate = new();
    private readonly ArrivalWindow _window = new(window);
    private readonly Dictionary<(string Issuer, string Id), string> _known = [];
    private readonly Queue<(string Issuer, string Id)> _order = [];
    private readonly Queue<SetRecord> _records = [];
    private readonly SortedDictionary<int, int> _byStatus = [];
    private readonly SortedDictionary<string, int> _byError = new(StringComparer.Ordinal);
    private int _arrivals;
    private int _accepted;
    private int _duplicates;
    private int _conflicts;
    private int _ignored;
    private int _fetches;

    /// <summary>Counts a request as it comes. Must be called in the order of arrival.</summary>
    public Arrival Arrive(TimeSpan after, DateTimeOffset at)
    {
        lock (_gate)
        {
            _window.Add(after);
            return new Arrival(++_arrivals, after, at);
        }
    }

    /// <summary>Takes over a SET. False when its jti is known already, and nothing is done.</summary>
    public bool Accept(ReceivedSet set, bool isIgnored)
    {
        var statement = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(set.EventsJson)));
        lock (_gate)
        {
            if (!_known.TryAdd((set.Issuer, set.Id), statement))
            {
                _duplicates++;
                _conflicts += _known[(set.Issuer, set.Id)] == statement ? 0 : 1;
                return false;
            }

            _order.Enqueue((set.Issuer, set.Id));
            if (_order.Count > duplicateCapacity)
            {
                _known.Remove(_order.Dequeue());
            }

            _accepted++;
            _ignored += isIgnored ? 1 : 0;
            return true;
        }
    }

    /// <summary>Books the end of a request.</summary>
    public void Complete(SetRecord record)
    {
        lock (_gate)
        {
            _byStatus[record.Status] = _byStatus.GetValueOrDefault(record.Status) + 1;
            if (record.Err is { } err)
            {
                _byError[err] = _byError.GetValueOrDefault(err) + 1;
            }

            var silent = record.Statements.Select(s => s with { User = null, Reasons = [] });
            _records.Enqueue(subjectCapacity > 0 ? record : record with { Statements = [.. silent] });
            if (_records.Count > requestCapacity)
            {
                _records.Dequeue();
            }
        }
    }

    public void Fetching() => Interlocked.Increment(ref _fetches);

    public SetStatistics Snapshot()
    {
        lock (_gate)
        {
            return new SetStatistics
            {
                RequestsByStatus = new Dictionary<int, int>(_byStatus),
                RefusedByError = new Dictionary<string, int>(_byError, StringComparer.Ordinal),
                Accepted = _accepted,
                Duplicates = _duplicates,
                ConflictingDuplicates = _conflicts,
                Ignored = _ignored,
                WorstWindow = _window.Worst,
                KeySetFetches = _fetches,
            };
        }
    }

    /// <summary>The latest finished requests in the order of their arrival.</summary>
    public IReadOnlyList<SetRecord> Requests()
    {
        lock (_gate)
        {
            return [.. _records.OrderBy(r => r.Arrival.Number)];
        }
    }
}
