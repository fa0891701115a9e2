namespace RiskFunctions.Simulation.Traffic;

/// <summary>A subscription: requests that wait, and instances that wait for requests.</summary>
internal sealed class SimulatedLane
{
    private readonly Queue<DateTimeOffset> _requests = [];
    private readonly Queue<(SimulatedInstance Instance, TaskCompletionSource<DateTimeOffset> Taken)> _idle = [];

    /// <summary>Set for a lane that never runs dry: its requests count from the moment when they are taken.</summary>
    public Func<DateTimeOffset>? Endless { get; set; }

    public void Put(DateTimeOffset arrived)
    {
        while (_idle.TryDequeue(out var idle))
        {
            if (!idle.Instance.IsDead)
            {
                idle.Taken.SetResult(arrived);
                return;
            }
        }

        _requests.Enqueue(arrived);
    }

    /// <summary>Gives the time when the request arrived in the lane.</summary>
    public Task<DateTimeOffset> TakeAsync(SimulatedInstance instance)
    {
        if (_requests.TryDequeue(out var arrived))
        {
            return Task.FromResult(arrived);
        }

        if (Endless is { } now)
        {
            return Task.FromResult(now());
        }

        var taken = new TaskCompletionSource<DateTimeOffset>(TaskCreationOptions.RunContinuationsAsynchronously);
        _idle.Enqueue((instance, taken));
        return taken.Task;
    }
}
