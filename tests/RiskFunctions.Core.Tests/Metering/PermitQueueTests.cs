using Microsoft.Extensions.Logging.Testing;
using RiskFunctions.Core.Tests.Metering.Sharing;
using RiskFunctions.Metering.Permits;
using RiskFunctions.Metering.Sharing;
using RiskFunctions.Metering.State;
using RiskFunctions.Signals;
using RiskFunctions.Testing.Time;
using static RiskFunctions.Core.Tests.Metering.MeterTimes;

namespace RiskFunctions.Core.Tests.Metering;

[Collection(SimulatedTime.Name)]
public sealed class PermitQueueTests : IDisposable
{
    private static readonly TimeSpan SomeTime = TimeSpan.FromMinutes(5);

    private readonly ManualTimeProvider _time = new(Start);
    private readonly FaultyMeterStore _store = new();
    private readonly MeterSession _session;
    private readonly PermitQueue _queue;

    public PermitQueueTests()
    {
        _session = new MeterSession(_store, Rules(limit: 1, windowSeconds: 10, guardSeconds: 0), _time, new Random(1), new FakeLogger<MeterSession>());
        _queue = new PermitQueue(_session, _time, new Random(2));
    }

    [Fact]
    public async Task AcquireAsync_free_permit_is_given_at_once()
    {
        var permit = await AcquireAsync(RiskLevel.Low);

        Assert.Equal((RiskLevel.Low, Start.UtcTicks, TimeSpan.Zero), (permit.Counted, permit.DecidedAt, permit.Waited));
    }

    [Fact]
    public async Task AcquireAsync_waits_for_the_window_and_says_how_long()
    {
        await AcquireAsync(RiskLevel.High);

        var permit = await AcquireAsync(RiskLevel.Low);

        Assert.Equal(TimeSpan.FromSeconds(10), permit.Waited);
    }

    [Fact]
    public async Task AcquireAsync_one_lane_is_served_in_order_of_arrival()
    {
        await AcquireAsync(RiskLevel.High);
        var order = await OrderAsync(RiskLevel.Low, RiskLevel.Low, RiskLevel.Low);

        Assert.Equal([0, 1, 2], order);
    }

    [Fact]
    public async Task AcquireAsync_higher_lanes_are_served_first()
    {
        await AcquireAsync(RiskLevel.High);
        var order = await OrderAsync(RiskLevel.Low, RiskLevel.Medium, RiskLevel.High, RiskLevel.Medium, RiskLevel.High);

        Assert.Equal([2, 4, 1, 3, 0], order);
    }

    [Fact]
    public async Task AcquireAsync_high_that_comes_while_low_pauses_asks_at_once()
    {
        // LOW keeps its spacing, HIGH may run ahead.
        using var session = new MeterSession(
            _store, Rules(limit: 10, windowSeconds: 10, guardSeconds: 0), _time, new Random(1), new FakeLogger<MeterSession>());
        var queue = new PermitQueue(session, _time, new Random(2));
        await queue.AcquireAsync(RiskLevel.High, CancellationToken.None);
        var low = queue.AcquireAsync(RiskLevel.Low, CancellationToken.None);
        await UntilAsync(() => _time.NextDue is not null);

        var high = await queue.AcquireAsync(RiskLevel.High, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System);

        Assert.Equal(TimeSpan.Zero, high.Waited);
        Assert.False(low.IsCompleted);
    }

    [Fact]
    public async Task AcquireAsync_permit_won_for_low_goes_to_a_high_that_came_meanwhile()
    {
        var held = new TaskCompletionSource();
        _store.BeforeSave = () => held.Task;
        var low = _queue.AcquireAsync(RiskLevel.Low, CancellationToken.None);
        await UntilAsync(() => _store.Saves == 1);
        var high = _queue.AcquireAsync(RiskLevel.High, CancellationToken.None);

        held.SetResult();
        await high.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System);

        Assert.False(low.IsCompleted);
        Assert.Single((await _store.StateAsync()).Grants);
    }

    [Fact]
    public async Task AcquireAsync_cancelled_while_its_permit_is_written_hands_the_permit_on()
    {
        var held = new TaskCompletionSource();
        _store.BeforeSave = () => held.Task;
        using var cancelling = new CancellationTokenSource();
        var first = _queue.AcquireAsync(RiskLevel.High, cancelling.Token);
        await UntilAsync(() => _store.Saves == 1);
        var second = _queue.AcquireAsync(RiskLevel.Low, CancellationToken.None);

        await cancelling.CancelAsync();
        held.SetResult();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await second.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System);
        Assert.Single((await _store.StateAsync()).Grants);
    }

    [Fact]
    public async Task AcquireAsync_cancelled_while_its_permit_is_written_gives_it_back_to_the_meter_when_nobody_waits()
    {
        var held = new TaskCompletionSource();
        _store.BeforeSave = () => held.Task;
        using var cancelling = new CancellationTokenSource();
        var alone = _queue.AcquireAsync(RiskLevel.High, cancelling.Token);
        await UntilAsync(() => _store.Saves == 1);

        await cancelling.CancelAsync();
        held.SetResult();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => alone);
        await UntilAsync(() => _store.Saves == 2);
        Assert.Empty((await _store.StateAsync()).Grants);
    }

    [Fact]
    public async Task AcquireAsync_cancelled_in_line_leaves_the_others_their_turn()
    {
        await AcquireAsync(RiskLevel.High);
        using var cancelling = new CancellationTokenSource();
        var high = _queue.AcquireAsync(RiskLevel.High, cancelling.Token);
        var low = _queue.AcquireAsync(RiskLevel.Low, CancellationToken.None);

        await cancelling.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => high);
        Assert.Equal((true, false), (high.IsCanceled, low.IsCompleted));
        await _time.RunUntilAsync(low, SomeTime);
    }

    [Fact]
    public async Task AcquireAsync_cancelled_before_it_began_throws_and_asks_nothing()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _queue.AcquireAsync(RiskLevel.High, new CancellationToken(canceled: true)));

        Assert.Equal(0, _store.Loads);
    }

    [Fact]
    public async Task AcquireAsync_everybody_gone_and_then_a_new_one_is_served()
    {
        await AcquireAsync(RiskLevel.High);
        using var cancelling = new CancellationTokenSource();
        var gone = _queue.AcquireAsync(RiskLevel.Low, cancelling.Token);
        await UntilAsync(() => _time.NextDue is not null);
        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);

        var permit = await AcquireAsync(RiskLevel.High);

        Assert.Equal(TimeSpan.FromSeconds(10), permit.Waited);
    }

    [Fact]
    public async Task AcquireAsync_store_fault_that_nobody_foresaw_goes_on_alone_and_comes_back()
    {
        await AcquireAsync(RiskLevel.High);
        _store.Broken = new InvalidOperationException("broken");

        await AcquireAsync(RiskLevel.High);

        Assert.True(_session.IsLocal);
        _store.Broken = null;
        _time.Advance(TimeSpan.FromMinutes(2));
        await AcquireAsync(RiskLevel.High);
        Assert.False(_session.IsLocal);
    }

    [Fact]
    public async Task AcquireAsync_all_races_lost_asks_again_later()
    {
        var losing = true;
        _store.BeforeSave = () => losing ? _store.PutAsync(new MeterState()) : Task.CompletedTask;
        var acquiring = _queue.AcquireAsync(RiskLevel.High, CancellationToken.None);
        _ = UntilAsync(() => _store.Saves > 15).ContinueWith(_ => losing = false, TaskScheduler.Default);

        await _time.RunUntilAsync(acquiring, SomeTime);

        Assert.True(_store.Saves > 12);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    public async Task AcquireAsync_tells_once_that_others_are_before_it(int others, int told)
    {
        var now = _time.GetUtcNow();
        await _store.PutAsync(new MeterState
        {
            BlockedUntil = now + TimeSpan.FromSeconds(30),
            Waiting = [.. Enumerable.Range(0, others).Select(n => new WaitingMark($"other{n}", RiskLevel.High, now + TimeSpan.FromSeconds(15)))],
        });
        var calls = 0;

        await _time.RunUntilAsync(_queue.AcquireAsync(RiskLevel.High, CancellationToken.None, () => calls++), SomeTime);

        Assert.Equal(told, calls);
    }

    [Fact]
    public async Task PassOnAsync_gives_the_permit_to_whoever_is_first_in_line_and_it_stays_counted_for_the_lane_that_asked()
    {
        await _store.PutAsync(new MeterState());
        var permit = await AcquireAsync(RiskLevel.High);
        await _store.PutAsync((await _store.StateAsync()) with { BlockedUntil = _time.GetUtcNow() + TimeSpan.FromMinutes(1) });
        var low = _queue.AcquireAsync(RiskLevel.Low, CancellationToken.None);

        await _queue.PassOnAsync(permit);

        var passedOn = await low.WaitAsync(SomeTime, TimeProvider.System);
        Assert.Equal((RiskLevel.High, permit.Grant, permit.DecidedAt), (passedOn.Counted, passedOn.Grant, passedOn.DecidedAt));
        await _queue.PassOnAsync(passedOn);
        var minute = (await _store.StateAsync()).Minutes.Single();
        Assert.Equal((0, 0), (minute.High, minute.Low));
    }

    [Fact]
    public async Task PassOnAsync_gives_the_permit_back_to_the_meter_when_nobody_waits_here()
    {
        await _store.PutAsync(new MeterState());
        var permit = await AcquireAsync(RiskLevel.High);
        var taken = await _store.StateAsync();

        await _queue.PassOnAsync(permit);

        var returned = await _store.StateAsync();
        Assert.Equal((1, 1), (taken.Grants.Length, taken.Minutes.Single().High));
        Assert.Equal((0, 0), (returned.Grants.Length, returned.Minutes.Single().High));
    }

    [Fact]
    public async Task PassOnAsync_with_the_store_away_lets_the_permit_go()
    {
        var permit = await AcquireAsync(RiskLevel.High);
        _store.IsDown = true;

        await _queue.PassOnAsync(permit);

        _store.IsDown = false;
        Assert.Equal(permit.Grant, Assert.Single((await _store.StateAsync()).Grants));
    }

    [Fact]
    public async Task AcquireAsync_under_random_arrivals_and_cancellations_leaves_nobody_hanging()
    {
        var random = new Random(7);
        using var session = new MeterSession(_store, Rules(limit: 30, windowSeconds: 1, guardSeconds: 0), _time, new Random(1), new FakeLogger<MeterSession>());
        var queue = new PermitQueue(session, _time, new Random(2));
        var sources = Enumerable.Range(0, 200).Select(i => i % 3 == 0 ? new CancellationTokenSource() : null).ToArray();
        var all = sources.Select(s => Task.Run(() => queue.AcquireAsync((RiskLevel)random.Next(3), s?.Token ?? CancellationToken.None))).ToArray();
        var cancelling = Task.Run(() => Array.ForEach(sources, s => s?.Cancel()));

        await _time.RunUntilAsync(Task.WhenAll(all.Select(t => t.ContinueWith(_ => { }, TaskScheduler.Default))), SomeTime);
        await cancelling;

        Assert.All(all.Where((_, i) => sources[i] is null), t => Assert.True(t.IsCompletedSuccessfully));
        Assert.All(all, t => Assert.True(t.IsCompleted));
    }

    [Theory]
    [InlineData(400, false)]
    [InlineData(401, true)]
    public async Task IsStale_tells_when_the_permit_is_older_than_its_lifetime(int milliseconds, bool stale)
    {
        var permit = await AcquireAsync(RiskLevel.High);

        _time.Advance(TimeSpan.FromMilliseconds(milliseconds));

        Assert.Equal(stale, permit.IsStale(_time));
    }

    public void Dispose() => _session.Dispose();

    private async Task<Permit> AcquireAsync(RiskLevel lane)
    {
        var acquiring = _queue.AcquireAsync(lane, CancellationToken.None);
        await _time.RunUntilAsync(acquiring, SomeTime);
        return await acquiring;
    }

    // The places of the lanes in the order in which they were served.
    private async Task<List<int>> OrderAsync(params RiskLevel[] lanes)
    {
        var waiting = lanes.Select(lane => _queue.AcquireAsync(lane, CancellationToken.None)).ToArray();
        await _time.RunUntilAsync(Task.WhenAll(waiting), SomeTime);
        return [.. Enumerable.Range(0, lanes.Length).OrderBy(i => waiting[i].Result.DecidedAt)];
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var i = 0; i < 2000 && !condition(); i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }

        Assert.True(condition());
    }
}
