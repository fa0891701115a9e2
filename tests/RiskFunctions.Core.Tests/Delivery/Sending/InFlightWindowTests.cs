using RiskFunctions.Delivery.Sending;
using RiskFunctions.Testing.Time;

namespace RiskFunctions.Core.Tests.Delivery.Sending;

public sealed class InFlightWindowTests
{
    private static readonly StopGrace Grace = new(TimeSpan.FromSeconds(3));

    [Fact]
    public async Task Token_fires_after_the_grace_and_not_with_the_stop()
    {
        var time = new ManualTimeProvider();
        using var stop = new CancellationTokenSource();
        using var window = new InFlightWindow(time, Grace, stop.Token);

        await stop.CancelAsync();
        time.Advance(Grace.InFlight - TimeSpan.FromMilliseconds(1));
        Assert.False(window.Token.IsCancellationRequested);
        time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.True(window.Token.IsCancellationRequested);
    }

    [Fact]
    public async Task Dispose_removes_the_timer()
    {
        var time = new ManualTimeProvider();
        using var stop = new CancellationTokenSource();
        var window = new InFlightWindow(time, Grace, stop.Token);
        await stop.CancelAsync();

        window.Dispose();

        Assert.Null(time.NextDue);
    }

    [Fact]
    public async Task Timer_that_fires_while_the_window_is_disposed_does_not_throw()
    {
        var time = new LateTimeProvider();
        using var stop = new CancellationTokenSource();
        var window = new InFlightWindow(time, Grace, stop.Token);
        await stop.CancelAsync();
        window.Dispose();

        var thrown = Record.Exception(() => time.Fire!());

        Assert.Null(thrown);
    }

    // A pool thread may have taken the callback up just before the timer was disposed.
    private sealed class LateTimeProvider : TimeProvider
    {
        public Action? Fire { get; private set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Fire = () => callback(state);
            return new ManualTimeProvider().CreateTimer(callback, state, Timeout.InfiniteTimeSpan, period);
        }
    }
}
