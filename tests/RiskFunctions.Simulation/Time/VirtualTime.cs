namespace RiskFunctions.Simulation.Time;

/// <summary>
/// Runs everything on one thread in the order of virtual time: tasks that are ready first, then the next timer. Nothing waits in real
/// time, and the same start gives the same run.
/// </summary>
internal sealed class VirtualTime(DateTimeOffset start) : TaskScheduler
{
    private readonly Queue<Task> _ready = [];
    private readonly PriorityQueue<VirtualTimer, (DateTimeOffset Due, long Order)> _timers = new();
    private readonly List<Task> _started = [];
    private long _order;

    /// <summary>True time: what a perfect clock would show.</summary>
    public DateTimeOffset Now { get; private set; } = start;

    /// <summary>Starts work that runs while <see cref="RunUntil"/> runs.</summary>
    public void Start(Func<Task> work) =>
        _started.Add(Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.None, this).Unwrap());

    /// <summary>Runs until <paramref name="end"/>. Work that still waits then is left where it is.</summary>
    /// <exception cref="AggregateException">Work that was started failed.</exception>
    public void RunUntil(DateTimeOffset end)
    {
        var outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            while (true)
            {
                while (_ready.TryDequeue(out var task))
                {
                    TryExecuteTask(task);
                }

                if (!_timers.TryDequeue(out var timer, out var priority) || priority.Due > end)
                {
                    break;
                }

                Now = priority.Due;
                timer.Fire(priority.Order);
            }
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
        }

        var faults = _started.Where(t => t.IsFaulted).Select(t => t.Exception!).ToList();
        if (faults.Count > 0)
        {
            throw new AggregateException(faults);
        }
    }

    /// <summary>Sets a timer off after <paramref name="delay"/>, and returns the number that it will be fired with.</summary>
    public long Schedule(VirtualTimer timer, TimeSpan delay)
    {
        _timers.Enqueue(timer, (Now + delay, ++_order));
        return _order;
    }

    protected override void QueueTask(Task task) => _ready.Enqueue(task);

    // In line would be out of order.
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => _ready;
}
