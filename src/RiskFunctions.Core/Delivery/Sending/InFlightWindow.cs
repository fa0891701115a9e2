namespace RiskFunctions.Delivery.Sending;

/// <summary>A token for work in flight: it fires <see cref="StopGrace.InFlight"/> after the batch was told to stop, not at once.</summary>
internal sealed class InFlightWindow : IDisposable
{
    // Never disposed: the timer may be firing while the window is, and a source without a timer of its own holds nothing to free.
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
