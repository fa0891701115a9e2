using RiskFunctions.Testing.Time;

namespace RiskFunctions.Testing.Delivery;

/// <summary>
/// Drives a <see cref="ManualTimeProvider"/> from a thread of its own: the clock jumps to the next timer as soon as the thread pool has
/// nothing left to do. No real waiting, so that simulated days take seconds, and no jump while work is under way.
/// Exact only while nothing else uses the pool: for tests whose collection runs alone.
/// </summary>
public sealed class SimulatedRun
{
    /// <summary>Real time after which the clock moves although the pool is busier than before the work began.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan Sampling = TimeSpan.FromMilliseconds(2);

    private readonly ManualTimeProvider _time;

    // The test host keeps some workers busy for itself, all the time.
    private readonly int _hostWorkers;

    private SimulatedRun(ManualTimeProvider time)
    {
        _time = time;
        var started = TimeProvider.System.GetTimestamp();
        _hostWorkers = Working();
        for (var sample = 0; sample < 50 || TimeProvider.System.GetElapsedTime(started) < Sampling; sample++)
        {
            Thread.Yield();
            _hostWorkers = Math.Min(_hostWorkers, Working());
        }
    }

    /// <summary>Runs <paramref name="work"/> to its end. Fails when the clock would have to pass <paramref name="limit"/> from now.</summary>
    public static async Task RunAsync(ManualTimeProvider time, Func<Task> work, TimeSpan limit) =>
        await await Task.Factory.StartNew(
            () => new SimulatedRun(time).Drive(work, limit), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private Task Drive(Func<Task> work, TimeSpan limit)
    {
        var end = _time.GetUtcNow() + limit;
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

    private void AwaitQuiet(Task task)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!task.IsCompleted && !IsQuiet() && TimeProvider.System.GetElapsedTime(started) < Patience)
        {
            Thread.Yield();
        }
    }

    // A work item is either in a queue or on a worker; it can move from the first to the second between two looks, hence the third.
    private bool IsQuiet() => Working() <= _hostWorkers && ThreadPool.PendingWorkItemCount == 0 && Working() <= _hostWorkers;

    private static int Working()
    {
        ThreadPool.GetMaxThreads(out var all, out _);
        ThreadPool.GetAvailableThreads(out var idle, out _);
        return all - idle;
    }
}
