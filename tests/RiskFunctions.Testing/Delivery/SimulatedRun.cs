using RiskFunctions.Testing.Time;

namespace RiskFunctions.Testing.Delivery;

/// <summary>
/// Drives a <see cref="ManualTimeProvider"/> from a thread of its own, which also runs the work: the clock jumps to the next timer as soon
/// as neither this thread nor the thread pool (where libraries go on that leave their caller's context) has anything left to do.
/// No real waiting, so that simulated days take seconds, and no jump while work is under way.
/// Exact only while nothing else uses the pool: for tests whose collection runs alone.
/// </summary>
public sealed class SimulatedRun
{
    /// <summary>Real time after which the clock moves although the pool is busier than before the work began.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Looks at the host's own workers before the work begins.</summary>
    private const int HostLooks = 50;

    /// <summary>Looks in a row that must find the pool idle: a worker may be between two pieces of work at one look.</summary>
    private const int QuietLooks = 5;

    private readonly ManualTimeProvider _time;
    private readonly WorkContext _context = new();

    // The test host keeps some workers busy for itself, some all the time and some now and then: the fewest that were ever seen are its own.
    private static int _fewestWorkers = int.MaxValue;

    // More of them, seen when patience ran out.
    private int _moreHostWorkers;

    private SimulatedRun(ManualTimeProvider time) => _time = time;

    /// <summary>Runs <paramref name="work"/> to its end. Fails when the clock would have to pass <paramref name="limit"/> from now.</summary>
    public static async Task RunAsync(ManualTimeProvider time, Func<Task> work, TimeSpan limit) =>
        await await Task.Factory.StartNew(
            () => new SimulatedRun(time).Drive(work, limit), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private Task Drive(Func<Task> work, TimeSpan limit)
    {
        var end = _time.GetUtcNow() + limit;
        SynchronizationContext.SetSynchronizationContext(_context);
        LearnHostWorkers();
        var task = work();
        while (true)
        {
            AwaitQuiet(task);
            if (task.IsCompleted)
            {
                return task;
            }

            if (_time.NextDue is not { } due)
            {
                Thread.Yield();
                continue;
            }

            if (due > end)
            {
                throw new TimeoutException($"Not finished at {end:O} of simulated time; the next timer is due at {due:O}.");
            }

            _time.AdvanceTo(due);
        }
    }

    // Before the work begins: seen for the first time while it runs, its own workers would pass for the host's.
    private static void LearnHostWorkers()
    {
        for (var look = 0; look < HostLooks; look++)
        {
            _fewestWorkers = Math.Min(_fewestWorkers, Working());
            Thread.Yield();
        }
    }

    private void AwaitQuiet(Task task)
    {
        var started = TimeProvider.System.GetTimestamp();
        var quiet = 0;
        while (TimeProvider.System.GetElapsedTime(started) < Patience)
        {
            if (_context.RunAll())
            {
                started = TimeProvider.System.GetTimestamp();
                quiet = 0;
            }

            if (task.IsCompleted)
            {
                return;
            }

            if (IsQuiet() && ++quiet == QuietLooks)
            {
                return;
            }

            Thread.Yield();
        }

        _moreHostWorkers = Math.Max(0, Working() - _fewestWorkers);
    }

    // A work item is either in a queue or on a worker; it can move from the first to the second between two looks, hence the third.
    private bool IsQuiet()
    {
        var working = Working();
        _fewestWorkers = Math.Min(_fewestWorkers, working);
        _moreHostWorkers = Math.Min(_moreHostWorkers, working - _fewestWorkers);
        return IsHostOnly(working) && ThreadPool.PendingWorkItemCount == 0 && IsHostOnly(Working()) && _context.IsEmpty;
    }

    private bool IsHostOnly(int working) => working <= _fewestWorkers + _moreHostWorkers;

    private static int Working()
    {
        ThreadPool.GetMaxThreads(out var all, out _);
        ThreadPool.GetAvailableThreads(out var idle, out _);
        return all - idle;
    }

    /// <summary>What the work awaits goes on here, on the driving thread.</summary>
    private sealed class WorkContext : SynchronizationContext
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<(SendOrPostCallback Callback, object? State)> _posted = new();

        public bool IsEmpty => _posted.IsEmpty;

        public override void Post(SendOrPostCallback d, object? state) => _posted.Enqueue((d, state));

        public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("Nothing here waits for another thread.");

        public override SynchronizationContext CreateCopy() => this;

        /// <summary>True when there was something to run.</summary>
        public bool RunAll()
        {
            var ran = false;
            while (_posted.TryDequeue(out var next))
            {
                next.Callback(next.State);
                ran = true;
            }

            return ran;
        }
    }
}
