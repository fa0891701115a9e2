namespace RiskFunctions.Delivery.Sending;

/// <summary>A token for a request under way: it fires <see cref="StopGrace.InFlight"/> after the batch was told to stop.</summary>
internal sealed class InFlightWindow : IDisposable
{
    // Never disposed: its timer may be firing meanwhile. A source without a timer of its own has nothing to free.
    private readonly CancellationTokenSource _ended = new();
    private readonly CancellationTokenRegistration _registration;
    private ITimer? _timer;

    public InFlightWindow(TimeProvider time, StopGrace grace, CancellationToken stopping)
    {
        Stopping = stopping;
        _registration = stopping.Register(() => _timer = time.CreateTimer(
            static ended => ((CancellationTokenSource)ended!).Cancel(), _ended, grace.InFlight, Timeout.InfiniteTimeSpan));
    }

    /// <summary>The batch was told to stop.</summary>
    public CancellationToken Stopping { get; }

    public CancellationToken Token => _ended.Token;

    public void Dispose()
    {
        _registration.Dispose();
        _timer?.Dispose();
    }
}
