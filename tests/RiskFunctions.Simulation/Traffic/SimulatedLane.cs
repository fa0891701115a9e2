namespace RiskFunctions.Simulation.Traffic;

/// <summary>A subscription: messages that wait, and receivers that wait for messages. These take turns.</summary>
internal sealed class SimulatedLane(TimeProvider time)
{
    /// <summary>How long Microsoft's client goes on to gather after a receive's first message.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(20);

    private readonly Queue<SimulatedMessage> _messages = [];
    private readonly List<OpenReceive> _open = [];

    /// <summary>Set for a lane that never runs dry.</summary>
    public Func<SimulatedMessage>? Endless { get; set; }

    public void Put(SimulatedMessage message)
    {
        _open.RemoveAll(o => o.Instance.IsDead);
        if (_open.Count == 0)
        {
            _messages.Enqueue(message);
            return;
        }

        var next = _open[0];
        _open.RemoveAt(0);
        next.Take(message);
        if (!next.IsFull)
        {
            _open.Add(next);
        }
    }

    /// <summary>What is there, up to <paramref name="most"/>.</summary>
    /// <param name="look">How long to wait for the first message.</param>
    public async Task<IReadOnlyList<SimulatedMessage>> ReceiveAsync(SimulatedInstance instance, int most, TimeSpan look)
    {
        var receive = new OpenReceive(instance, most);
        while (!receive.IsFull && Next() is { } message)
        {
            receive.Take(message);
        }

        if (receive.IsFull)
        {
            return receive.Taken;
        }

        _open.Add(receive);
        if (receive.Taken.Count == 0)
        {
            await receive.WaitAsync(look, time);
        }

        if (receive.Taken.Count > 0 && !receive.IsFull)
        {
            await receive.WaitAsync(Gathering, time);
        }

        _open.Remove(receive);
        return receive.Taken;
    }

    private SimulatedMessage? Next() => _messages.TryDequeue(out var message) ? message : Endless?.Invoke();

    /// <summary>Credit that a receiver has given to the broker.</summary>
    private sealed class OpenReceive(SimulatedInstance instance, int most)
    {
        private TaskCompletionSource? _awaited;

        public SimulatedInstance Instance => instance;

        public List<SimulatedMessage> Taken { get; } = [];

        public bool IsFull => Taken.Count == most;

        public void Take(SimulatedMessage message)
        {
            Taken.Add(message);
            message.HandOut(instance);
            if (Taken.Count == 1 || IsFull)
            {
                _awaited?.TrySetResult();
            }
        }

        /// <summary>Until the first message comes, until no more fits, or for this long.</summary>
        public async Task WaitAsync(TimeSpan longest, TimeProvider time)
        {
            _awaited = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var timer = time.CreateTimer(static w => ((TaskCompletionSource)w!).TrySetResult(), _awaited, longest, Timeout.InfiniteTimeSpan);
            await _awaited.Task;
        }
    }
}
