using System.Runtime.InteropServices;
using RiskFunctions.LocalHost.Sandbox.SecurityEvents;
using RiskFunctions.LocalHost.Sandbox.Validation;

namespace RiskFunctions.LocalHost.Sandbox.Recording;

/// <summary>Keeps the books. Safe for several threads; memory is bounded by the options.</summary>
internal sealed class SandboxRecorder(SandboxOptions options)
{
    private readonly Lock _gate = new();
    private readonly ArrivalWindow _window = new(options.Limit.Window);
    private readonly SubjectMemory _memory = new(options.DuplicateCapacity);
    private readonly Queue<RequestRecord> _requests = [];
    private readonly Queue<AcceptedSubject> _subjects = [];
    private readonly SortedDictionary<int, int> _byStatus = [];
    private readonly SortedDictionary<int, int> _tokensByStatus = [];
    private readonly Dictionary<string, int> _faults = new(StringComparer.Ordinal);
    private Arrival? _first;
    private Arrival? _last;
    private int _acceptedRequests;
    private int _acceptedEvents;
    private int _acceptedSubjects;
    private int _duplicates;
    private int _unexpected;

    /// <summary>The books on security event tokens.</summary>
    public SetRecorder SecurityEvents { get; } =
        new(options.SecurityEvents.Limit.Window, options.DuplicateCapacity, options.RequestCapacity, options.SubjectCapacity);

    /// <summary>Counts a request as it comes. Must be called in the order of arrival.</summary>
    public Arrival Arrive(TimeSpan after, DateTimeOffset at)
    {
        lock (_gate)
        {
            var arrival = new Arrival((_last?.Number ?? 0) + 1, after, at);
            _first ??= arrival;
            _last = arrival;
            _window.Add(after);
            return arrival;
        }
    }

    /// <summary>Takes over the events of a valid request.</summary>
    public void Accept(Arrival arrival, IReadOnlyList<ReceivedEvent> events)
    {
        lock (_gate)
        {
            _acceptedRequests++;
            _acceptedEvents += events.Count;
            foreach (var (subject, timestamp) in events.SelectMany(e => e.Subjects.Select(s => (s, e.Timestamp))))
            {
                _acceptedSubjects++;
                _duplicates += _memory.Add(subject, timestamp) ? 0 : 1;
                Keep(_subjects, options.SubjectCapacity, new AcceptedSubject
                {
                    RequestNumber = arrival.Number,
                    ArrivedAt = arrival.At,
                    Ip = subject.Ip,
                    RiskLevel = subject.RiskLevel,
                    Message = subject.Message,
                    Timestamp = timestamp,
                });
            }
        }
    }

    /// <summary>Books the end of a request.</summary>
    public void Complete(RequestRecord record)
    {
        lock (_gate)
        {
            Count(_byStatus, record.Status);
            Keep(_requests, options.RequestCapacity, record);
        }
    }

    public void CompleteToken(int status)
    {
        lock (_gate)
        {
            Count(_tokensByStatus, status);
        }
    }

    public void Inject(string fault)
    {
        lock (_gate)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_faults, fault, out _)++;
        }
    }

    public void Unexpected()
    {
        lock (_gate)
        {
            _unexpected++;
        }
    }

    public SandboxStatistics Snapshot()
    {
        lock (_gate)
        {
            return new SandboxStatistics
            {
                RequestsByStatus = new Dictionary<int, int>(_byStatus),
                AcceptedRequests = _acceptedRequests,
                AcceptedEvents = _acceptedEvents,
                AcceptedSubjects = _acceptedSubjects,
                Duplicates = _duplicates,
                Throttled = _byStatus.GetValueOrDefault(StatusCodes.Status429TooManyRequests),
                WorstWindow = _window.Worst,
                FirstArrival = _first?.At,
                LastArrival = _last?.At,
                FaultsInjected = new Dictionary<string, int>(_faults, StringComparer.Ordinal),
                TokenRequestsByStatus = new Dictionary<int, int>(_tokensByStatus),
                UnexpectedRequests = _unexpected,
                SecurityEvents = SecurityEvents.Snapshot(),
            };
        }
    }

    /// <summary>The latest finished requests in the order of their arrival.</summary>
    public IReadOnlyList<RequestRecord> Requests()
    {
        lock (_gate)
        {
            return [.. _requests.OrderBy(r => r.Arrival.Number)];
        }
    }

    /// <summary>The latest accepted subjects in the order of their acceptance.</summary>
    public IReadOnlyList<AcceptedSubject> Subjects()
    {
        lock (_gate)
        {
            return [.. _subjects];
        }
    }

    private static void Count(SortedDictionary<int, int> counts, int key) => counts[key] = counts.GetValueOrDefault(key) + 1;

    private static void Keep<T>(Queue<T> queue, int capacity, T item)
    {
        queue.Enqueue(item);
        if (queue.Count > capacity)
        {
            queue.Dequeue();
        }
    }
}
