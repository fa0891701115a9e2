using Microsoft.Extensions.Logging.Abstractions;
using RiskFunctions.Delivery;
using RiskFunctions.Delivery.Sending;
using RiskFunctions.Signals;
using RiskFunctions.Testing.Delivery;
using RiskFunctions.Testing.Time;

namespace RiskFunctions.Core.Tests.Delivery.Sending;

[Collection(SimulatedTime.Name)]
public sealed class OktaCircuitTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly OktaCircuit _circuit;

    public OktaCircuitTests() => _circuit = new OktaCircuit(OktaCircuit.RiskEvents, _time, NullLogger<OktaCircuit>.Instance);

    [Fact]
    public async Task EnterAsync_closed_lets_everybody_through_at_once()
    {
        Assert.Equal(CircuitTurn.Free, await _circuit.EnterAsync(RiskLevel.High, "high", CancellationToken.None));
        Assert.Equal(CircuitTurn.Free, await _circuit.EnterAsync(RiskLevel.High, "high", CancellationToken.None));
        Assert.Equal(CircuitState.Closed, _circuit.Snapshot.State);
    }

    [Theory]
    [InlineData(CircuitState.Unavailable, new[] { 5, 10, 20, 40, 60, 60 })]
    [InlineData(CircuitState.Refused, new[] { 60, 120, 240, 300, 300 })]
    public async Task Fail_lengthens_the_pause_up_to_its_cap(CircuitState state, int[] expected)
    {
        var pauses = new List<int>();
        var turn = await _circuit.EnterAsync(RiskLevel.High, "high", CancellationToken.None);
        foreach (var _ in expected)
        {
            _circuit.Fail(turn, state, "down");
            pauses.Add((int)(_circuit.Snapshot.NextProbeAt!.Value - _time.GetUtcNow()).TotalSeconds);
            await SimulatedRun.RunAsync(
                _time, async () => turn = await _circuit.EnterAsync(RiskLevel.High, "high", CancellationToken.None), TimeSpan.FromHours(1));
        }

        Assert.Equal(expected, pauses);
    }

    [Theory]
    [InlineData(CircuitState.Unavailable, CircuitTurn.Probe)]
    [InlineData(CircuitState.Refused, CircuitTurn.ProbeWithFreshCredential)]
    internal async Task EnterAsync_open_waits_for_the_pause_and_gives_the_probe_that_fits(CircuitState state, CircuitTurn expected)
    {
        _circuit.Fail(CircuitTurn.Free, state, "down");
        var due = _circuit.Snapshot.NextProbeAt;

        var turn = CircuitTurn.Free;
        await SimulatedRun.RunAsync(_time, async () => turn = await _circuit.EnterAsync(RiskLevel.High, "high", CancellationToken.None), TimeSpan.FromHours(1));

        Assert.Equal(expected, turn);
        Assert.Equal(due, _time.GetUtcNow());
    }

    [Fact]
    public void Fail_of_a_free_turn_while_open_does_not_lengthen_the_pause()
    {
        _circuit.Fail(CircuitTurn.Free, CircuitState.Unavailable, "first");
        var before = _circuit.Snapshot;

        _circuit.Fail(CircuitTurn.Free, CircuitState.Refused, "second");

        Assert.Equal(before, _circuit.Snapshot);
    }

    [Fact]
    public async Task Fail_of_a_probe_after_another_turn_succeeded_leaves_the_circuit_closed()
    {
        _circuit.Fail(CircuitTurn.Free, CircuitState.Unavailable, "down");
        _time.Advance(TimeSpan.FromSeconds(5));
        var probe = await _circuit.EnterAsync(RiskLevel.High, "high", CancellationToken.None);
        _circuit.Succeed();

        _circuit.Fail(probe, CircuitState.Unavailable, "no answer");

        Assert.Equal(CircuitState.Closed, _circuit.Snapshot.State);
        Assert.Equal(CircuitTurn.Free, await _circuit.EnterAsync(RiskLevel.High, "high", CancellationToken.None));
    }

    [Fact]
    public async Task Fail_with_another_state_starts_that_states_pauses_and_keeps_the_start()
    {
        _circuit.Fail(CircuitTurn.Free, CircuitState.Unavailable, "down");
        await SimulatedRun.RunAsync(_time, () => _circuit.EnterAsync(RiskLevel.High, "high", CancellationToken.None), TimeSpan.FromHours(1));

        _circuit.Fail(CircuitTurn.Probe, CircuitState.Refused, "wrong");

        Assert.Equal(new CircuitSnapshot(CircuitState.Refused, "wrong", Some.Time, _time.GetUtcNow().AddMinutes(1)), _circuit.Snapshot);
    }

    [Fact]
    public async Task Probes_over_three_lanes_go_one_at_a_time()
    {
        var probing = 0;
        var together = 0;
        var probes = 0;
        _circuit.Fail(CircuitTurn.Free, CircuitState.Unavailable, "down");

        async Task LaneAsync()
        {
            while (_time.GetUtcNow() < Some.Time.AddMinutes(10))
            {
                var turn = await _circuit.EnterAsync(RiskLevel.High, "high", CancellationToken.None);
                together = Math.Max(together, Interlocked.Increment(ref probing));
                Interlocked.Increment(ref probes);
                await Task.Delay(TimeSpan.FromSeconds(15), _time);
                Interlocked.Decrement(ref probing);
                _circuit.Fail(turn, CircuitState.Unavailable, "down");
            }
        }

        await SimulatedRun.RunAsync(_time, () => Task.WhenAll(LaneAsync(), LaneAsync(), LaneAsync()), TimeSpan.FromHours(1));

        Assert.Equal(1, together);
        Assert.InRange(probes, 8, 15);
    }

    [Fact]
    public async Task Succeed_lets_all_that_wait_through_at_once()
    {
        _circuit.Fail(CircuitTurn.Free, CircuitState.Refused, "wrong");
        var turns = new CircuitTurn[3];
        async Task LaneAsync(int lane)
        {
            turns[lane] = await _circuit.EnterAsync(RiskLevel.High, "high", CancellationToken.None);
            _circuit.Succeed();
        }

        await SimulatedRun.RunAsync(_time, () => Task.WhenAll(LaneAsync(0), LaneAsync(1), LaneAsync(2)), TimeSpan.FromHours(1));

        Assert.Equal([CircuitTurn.Free, CircuitTurn.Free, CircuitTurn.ProbeWithFreshCredential], turns.Order());
        Assert.Equal(Some.Time.AddMinutes(1), _time.GetUtcNow());
        Assert.Equal(new CircuitSnapshot(CircuitState.Closed, null, null, null), _circuit.Snapshot);
    }

    [Fact]
    public async Task Succeed_forgets_the_pause_of_the_last_outage()
    {
        _circuit.Fail(CircuitTurn.Free, CircuitState.Unavailable, "down");
        await SimulatedRun.RunAsync(_time, () => _circuit.EnterAsync(RiskLevel.High, "high", CancellationToken.None), TimeSpan.FromHours(1));
        _circuit.Fail(CircuitTurn.Probe, CircuitState.Unavailable, "down");
        _circuit.Succeed();

        _circuit.Fail(CircuitTurn.Free, CircuitState.Unavailable, "down again");

        Assert.Equal(_time.GetUtcNow().AddSeconds(5), _circuit.Snapshot.NextProbeAt);
    }

    [Fact]
    public async Task EnterAsync_cancelled_while_waiting_takes_no_turn()
    {
        _circuit.Fail(CircuitTurn.Free, CircuitState.Unavailable, "down");
        using var stop = new CancellationTokenSource();
        var waiting = _circuit.EnterAsync(RiskLevel.High, "high", stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(CircuitTurn.Probe, await _circuit.EnterAsync(RiskLevel.High, "high", CancellationToken.None));
    }

    [Fact]
    public async Task GiveBack_hands_the_probe_to_the_next_that_waits()
    {
        _circuit.Fail(CircuitTurn.Free, CircuitState.Unavailable, "down");
        _time.Advance(TimeSpan.FromSeconds(5));
        var probe = await _circuit.EnterAsync(RiskLevel.High, "high", CancellationToken.None);
        var next = _circuit.EnterAsync(RiskLevel.High, "high", CancellationToken.None);
        Assert.False(next.IsCompleted);

        _circuit.GiveBack(probe);

        Assert.Equal(CircuitTurn.Probe, await next.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System));
    }

    [Fact]
    public async Task GiveBack_of_a_free_turn_leaves_anothers_probe_alone()
    {
        _circuit.Fail(CircuitTurn.Free, CircuitState.Unavailable, "down");
        _time.Advance(TimeSpan.FromSeconds(5));
        await _circuit.EnterAsync(RiskLevel.High, "high", CancellationToken.None);

        _circuit.GiveBack(CircuitTurn.Free);

        Assert.False(_circuit.EnterAsync(RiskLevel.High, "high", CancellationToken.None).IsCompleted);
    }

    [Fact]
    public async Task EnterAsync_probe_goes_to_the_highest_level_that_waits()
    {
        _circuit.Fail(CircuitTurn.Free, CircuitState.Unavailable, "down");
        var low = _circuit.EnterAsync(RiskLevel.Low, "low", CancellationToken.None);
        var high = _circuit.EnterAsync(RiskLevel.High, "high", CancellationToken.None);

        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(CircuitTurn.Probe, await high.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System));
        Assert.False(low.IsCompleted);
    }

    [Fact]
    public async Task EnterAsync_level_whose_probe_has_failed_lets_another_go_first()
    {
        _circuit.Fail(CircuitTurn.Free, CircuitState.Unavailable, "down");
        _time.Advance(TimeSpan.FromSeconds(5));
        _circuit.Fail(await _circuit.EnterAsync(RiskLevel.High, "high", CancellationToken.None), CircuitState.Unavailable, "down");
        var high = _circuit.EnterAsync(RiskLevel.High, "high", CancellationToken.None);
        var low = _circuit.EnterAsync(RiskLevel.Low, "low", CancellationToken.None);

        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(CircuitTurn.Probe, await low.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System));
        Assert.False(high.IsCompleted);
    }

    [Fact]
    public async Task EnterAsync_level_that_others_waited_for_and_that_leaves_lets_them_go()
    {
        _circuit.Fail(CircuitTurn.Free, CircuitState.Unavailable, "down");
        using var leave = new CancellationTokenSource();
        var high = _circuit.EnterAsync(RiskLevel.High, "high", leave.Token);
        var low = _circuit.EnterAsync(RiskLevel.Low, "low", CancellationToken.None);
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => high);

        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(CircuitTurn.Probe, await low.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System));
    }

    [Fact]
    public async Task EnterAsync_none_probes_again_before_all_that_wait_have_had_theirs()
    {
        var order = new List<RiskLevel>();
        _circuit.Fail(CircuitTurn.Free, CircuitState.Unavailable, "down", RiskLevel.High);

        async Task LaneAsync(RiskLevel level)
        {
            while (order.Count < 6)
            {
                var turn = await _circuit.EnterAsync(level, level, CancellationToken.None);
                order.Add(level);
                _circuit.Fail(turn, CircuitState.Unavailable, "down");
            }
        }

        await SimulatedRun.RunAsync(
            _time, () => Task.WhenAll(LaneAsync(RiskLevel.High), LaneAsync(RiskLevel.Medium), LaneAsync(RiskLevel.Low)), TimeSpan.FromHours(1));

        Assert.Equal([RiskLevel.Medium, RiskLevel.Low, RiskLevel.High, RiskLevel.Medium, RiskLevel.Low, RiskLevel.High], order.Take(6));
    }

    [Fact]
    public void HasSucceededSince_counts_only_what_was_lately()
    {
        var before = _circuit.Successes;
        Assert.False(_circuit.HasSucceededSince(before));

        _circuit.Succeed();

        Assert.True(_circuit.HasSucceededSince(before));
        Assert.False(_circuit.HasSucceededSince(null));
        Assert.False(_circuit.HasSucceededSince(_circuit.Successes));
        _time.Advance(TimeSpan.FromSeconds(31));
        Assert.False(_circuit.HasSucceededSince(before));
    }

    [Fact]
    public async Task EnterAsync_batches_of_one_level_take_turns()
    {
        _circuit.Fail(CircuitTurn.Free, CircuitState.Unavailable, "down", "bad");
        var bad = _circuit.EnterAsync(RiskLevel.High, "bad", CancellationToken.None);
        var good = _circuit.EnterAsync(RiskLevel.High, "good", CancellationToken.None);

        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(CircuitTurn.Probe, await good.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System));
        Assert.False(bad.IsCompleted);
    }
}
