using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using RiskFunctions.Metering.Decision;
using RiskFunctions.Metering.Sharing;
using RiskFunctions.Metering.State;
using RiskFunctions.Signals;
using RiskFunctions.Testing.Time;
using static RiskFunctions.Core.Tests.Metering.MeterTimes;

namespace RiskFunctions.Core.Tests.Metering.Sharing;

[Collection(SimulatedTime.Name)]
public sealed class MeterSessionTests : IDisposable
{
    private static readonly TimeSpan SomeTime = TimeSpan.FromSeconds(30);

    private readonly ManualTimeProvider _time = new(Start);
    private readonly FaultyMeterStore _store = new();
    private readonly FakeLogger<MeterSession> _log = new();
    private readonly MeterSession _session;

    private IEnumerable<string> Errors => _log.Collector.GetSnapshot().Where(l => l.Level == LogLevel.Error).Select(l => l.Message);

    public MeterSessionTests() => _session = NewSession(1);

    [Fact]
    public async Task UpdateAsync_writes_what_the_step_returns()
    {
        Assert.True(await TakeAsync(_session));

        Assert.Equal(new MeterGrant(Start, _session.Instance), Assert.Single((await _store.StateAsync()).Grants));
        Assert.Single(_session.Known.Grants);
        Assert.False(_session.IsLocal);
    }

    [Fact]
    public async Task UpdateAsync_unchanged_state_is_not_written()
    {
        await _session.UpdateAsync((state, _, _) => (0, state), 0, sharedOnly: false, CancellationToken.None);

        Assert.Equal((1, 0), (_store.Loads, _store.Saves));
    }

    [Fact]
    public async Task UpdateAsync_lost_race_decides_again_on_the_newer_state()
    {
        var races = 2;
        _store.BeforeSave = () => races-- > 0 ? _store.PutAsync(WithGrants(-races)) : Task.CompletedTask;

        var taking = TakeAsync(_session);
        await _time.RunUntilAsync(taking, SomeTime);

        Assert.Equal(3, _store.Saves);
        Assert.Equal(["other", _session.Instance], (await _store.StateAsync()).Grants.Select(g => g.By));
    }

    [Fact]
    public async Task UpdateAsync_race_lost_over_and_over_gives_the_other_answer()
    {
        _store.BeforeSave = () => _store.PutAsync(new MeterState());

        var taking = TakeAsync(_session);
        await _time.RunUntilAsync(taking, SomeTime);

        Assert.Null(await taking);
        Assert.InRange(_store.Saves, 5, 50);
        Assert.False(_session.IsLocal);
    }

    [Fact]
    public async Task UpdateAsync_several_sessions_never_grant_more_than_the_limit()
    {
        MeterSession[] sessions = [_session, NewSession(2), NewSession(3)];
        _store.BeforeSave = async () => await Task.Yield();

        var all = Task.WhenAll(Enumerable.Range(0, 24).Select(i => Task.Run(() => TakeAsync(sessions[i % 3]))));
        await _time.RunUntilAsync(all, SomeTime);

        Assert.Equal(10, (await all).Count(granted => granted == true));
        Assert.Equal(10, (await _store.StateAsync()).Grants.Length);
    }

    [Fact]
    public async Task UpdateAsync_store_down_grants_half_the_limit()
    {
        _store.IsDown = true;

        Assert.Equal(5, await TakeAllAsync());
        Assert.True(_session.IsLocal);
    }

    [Fact]
    public async Task UpdateAsync_store_down_counts_what_was_known_before()
    {
        await TakeAsync(_session);
        await TakeAsync(_session);
        _store.IsDown = true;

        Assert.Equal(3, await TakeAllAsync());
    }

    [Fact]
    public async Task UpdateAsync_store_down_leaves_the_line_of_the_others()
    {
        var end = At(15);
        await _store.PutAsync(
            new MeterState { Waiting = [new WaitingMark("other", RiskLevel.High, end), new WaitingMark(_session.Instance, RiskLevel.High, end)] });
        await _session.UpdateAsync((state, _, _) => (0, state), 0, sharedOnly: false, CancellationToken.None);
        _store.IsDown = true;

        var waiting = await _session.UpdateAsync((state, _, _) => (state.Waiting, state), [], sharedOnly: false, CancellationToken.None);

        Assert.Equal(_session.Instance, Assert.Single(waiting).By);
    }

    [Fact]
    public async Task UpdateAsync_store_down_halves_the_limit_that_Okta_named()
    {
        await _store.PutAsync(new MeterState { OktaLimit = 6 });
        await _session.UpdateAsync((state, _, _) => (0, state), 0, sharedOnly: false, CancellationToken.None);
        _store.IsDown = true;

        Assert.Equal(3, await TakeAllAsync());
    }

    [Fact]
    public async Task UpdateAsync_store_down_leaves_the_store_alone_for_a_while_and_logs_once_a_minute()
    {
        _store.IsDown = true;
        for (var second = 0; second < 120; second++)
        {
            await TakeAsync(_session);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(24, _store.Loads);
        Assert.Equal(2, Errors.Count());
        Assert.Contains("switched off", Errors.First());
    }

    [Fact]
    public async Task UpdateAsync_shared_only_does_nothing_while_the_store_is_down()
    {
        _store.IsDown = true;
        var ran = false;

        var answer = await _session.UpdateAsync(
            (state, _, _) =>
            {
                ran = true;
                return ("ran", state);
            },
            "otherwise",
            sharedOnly: true,
            CancellationToken.None);

        Assert.Equal("otherwise", answer);
        Assert.False(ran);
    }

    [Fact]
    public async Task UpdateAsync_store_back_takes_the_local_grants_along_once()
    {
        _store.IsDown = true;
        await TakeAllAsync();
        _store.IsDown = false;
        await _store.PutAsync(WithGrants(1, 2));
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.True(await TakeAsync(_session));
        Assert.True(await TakeAsync(_session));

        Assert.False(_session.IsLocal);
        var grants = (await _store.StateAsync()).Grants;
        Assert.Equal(9, grants.Length);
        Assert.Equal(grants.OrderBy(g => g.At), grants);
        Assert.Contains(_log.Collector.GetSnapshot(), l => l.Level == LogLevel.Information && l.Message.Contains("is back"));
    }

    [Fact]
    public async Task UpdateAsync_store_back_takes_along_what_Okta_said_meanwhile()
    {
        await TakeAsync(_session);
        _store.IsDown = true;
        var until = _time.GetUtcNow() + TimeSpan.FromSeconds(50);
        await _session.UpdateAsync((state, _, _) => (0, state with { BlockedUntil = until, OktaLimit = 4 }), 0, sharedOnly: false, CancellationToken.None);
        _store.IsDown = false;
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.False(await TakeAsync(_session));

        var state = await _store.StateAsync();
        Assert.Equal(until, state.BlockedUntil);
        Assert.Equal(4, state.OktaLimit);
    }

    [Fact]
    public async Task UpdateAsync_store_back_after_a_long_outage_takes_only_what_still_counts()
    {
        _store.IsDown = true;
        for (var minute = 0; minute < 60; minute++)
        {
            await TakeAllAsync();
            _time.Advance(TimeSpan.FromMinutes(1.1));
        }

        await TakeAllAsync();
        _store.IsDown = false;
        _time.Advance(TimeSpan.FromSeconds(5));

        // A report changes the state without dropping what has expired.
        await _session.UpdateAsync((state, _, _) => (0, state with { OktaLimit = 10 }), 0, sharedOnly: false, CancellationToken.None);

        Assert.Equal(5, (await _store.StateAsync()).Grants.Length);
    }

    [Theory]
    [InlineData("""{"version":2,"grants":[],"waiting":[],"minutes":[]}""")]
    [InlineData("no JSON at all")]
    public async Task UpdateAsync_document_of_somebody_else_is_left_alone(string content)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(content);
        await _store.PutAsync(bytes);

        Assert.Equal(5, await TakeAllAsync());

        Assert.Equal(bytes, await _store.ContentAsync());
        Assert.Contains("left alone", Assert.Single(Errors));
    }

    [Fact]
    public async Task UpdateAsync_cancelled_while_another_call_runs_throws_and_leaves_the_turn_free()
    {
        var held = new TaskCompletionSource();
        _store.BeforeSave = () => held.Task;
        var first = TakeAsync(_session);
        using var cancelling = new CancellationTokenSource();
        var second = _session.UpdateAsync((state, _, _) => (true, state), false, sharedOnly: false, cancelling.Token);

        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        held.SetResult();

        Assert.True(await first);
        Assert.True(await TakeAsync(_session));
    }

    public void Dispose() => _session.Dispose();

    private MeterSession NewSession(int seed) => new(_store, Rules(limit: 10), _time, new Random(seed), _log);

    private async Task<int> TakeAllAsync()
    {
        var count = 0;
        while (await TakeAsync(_session) == true)
        {
            count++;
        }

        return count;
    }

    private static Task<bool?> TakeAsync(MeterSession session) => session.UpdateAsync<bool?>(
        (state, now, rules) =>
        {
            // The hard rule alone: what the session adds to a decision is the same for all of them.
            var current = RateMeter.Pruned(state, now, rules);
            return current.BlockedUntil is null && current.Grants.Length < rules.LimitIn(current)
                ? (true, current with { Grants = RateMeter.Insert(current.Grants, new MeterGrant(now, session.Instance)) })
                : (false, state);
        },
        otherwise: null,
        sharedOnly: false,
        CancellationToken.None);
}
