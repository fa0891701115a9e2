using Microsoft.Extensions.Logging.Testing;
using RiskFunctions.Metering;
using RiskFunctions.Metering.Sharing;
using RiskFunctions.Metering.State;
using RiskFunctions.Signals;
using RiskFunctions.Testing.Time;
using static RiskFunctions.Core.Tests.Metering.MeterTimes;

namespace RiskFunctions.Core.Tests.Metering.Sharing;

[Collection(SimulatedTime.Name)]
public sealed class MinuteClosingTests : IDisposable
{
    private readonly ManualTimeProvider _time = new(Start);
    private readonly FaultyMeterStore _store = new();
    private readonly FakeLogger<MinuteClosing> _log = new();
    private readonly List<MeterSession> _sessions = [];

    [Fact]
    public async Task CloseFinishedMinutesAsync_over_several_instances_logs_each_minute_exactly_once()
    {
        MinuteClosing[] closings = [NewClosing(), NewClosing(), NewClosing(), NewClosing()];
        _store.BeforeSave = async () => await Task.Yield();

        for (var minute = 0; minute < 5; minute++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            var all = Task.WhenAll(closings.Select(c => Task.Run(() => c.CloseFinishedMinutesAsync(CancellationToken.None))));
            await _time.RunUntilAsync(all, TimeSpan.FromSeconds(20));
        }

        Assert.Equal(
            ["Minute 05:06", "Minute 05:07", "Minute 05:08", "Minute 05:09", "Minute 05:10"],
            _log.Collector.GetSnapshot().Select(l => l.Message[..12]));
        Assert.Equal(5, (await _store.StateAsync()).Minutes.Length);
    }

    [Fact]
    public async Task CloseFinishedMinutesAsync_with_security_events_logs_their_minute_under_a_name_of_its_own()
    {
        var users = new FaultyMeterStore();
        using var session = new MeterSession(users, Rules(), _time, new Random(7), new FakeLogger<MeterSession>());
        _ = NewClosing();
        var closing = new MinuteClosing(_sessions[0], session, _log);
        _time.Advance(TimeSpan.FromMinutes(1));

        await closing.CloseFinishedMinutesAsync(CancellationToken.None);

        Assert.Equal(["Minute 05:06: 0 of", "Minute 05:06 of se"], _log.Collector.GetSnapshot().Select(l => l.Message[..18]));
        Assert.Single((await users.StateAsync()).Minutes);
        Assert.Single((await _store.StateAsync()).Minutes);
    }

    [Fact]
    public async Task CloseFinishedMinutesAsync_catches_up_on_missed_ticks()
    {
        var closing = NewClosing();
        _time.Advance(TimeSpan.FromMinutes(1));
        await closing.CloseFinishedMinutesAsync(CancellationToken.None);
        _time.Advance(TimeSpan.FromMinutes(3));

        await closing.CloseFinishedMinutesAsync(CancellationToken.None);

        Assert.Equal(4, _log.Collector.Count);
    }

    [Fact]
    public async Task CloseFinishedMinutesAsync_after_a_tick_of_a_clock_hours_ahead_goes_on_minute_by_minute()
    {
        var wrong = new ManualTimeProvider(Start + TimeSpan.FromHours(5));
        await NewClosing(wrong).CloseFinishedMinutesAsync(CancellationToken.None);
        var before = _log.Collector.Count;
        var closing = NewClosing();

        for (var minute = 0; minute < 3; minute++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            await closing.CloseFinishedMinutesAsync(CancellationToken.None);
        }

        Assert.Equal(["Minute 05:06", "Minute 05:07", "Minute 05:08"], _log.Collector.GetSnapshot().Skip(before).Select(l => l.Message[..12]));
    }

    [Theory]
    [InlineData(null, "none")]
    [InlineData(75, "05:07:15 UTC")]
    public async Task CloseFinishedMinutesAsync_says_what_the_minute_used(int? blockedAfter, string said)
    {
        await _store.PutAsync(new MeterState
        {
            Minutes = [new MinuteUse { Minute = Start, High = 1, Medium = 2, Low = 3, Events = 90, Subjects = 95, Throttled = 1 }],
            Waiting = [new WaitingMark("other", RiskLevel.High, At(70))],
            BlockedUntil = blockedAfter is { } seconds ? At(seconds) : null,
        });
        _time.Advance(TimeSpan.FromMinutes(1));

        await NewClosing().CloseFinishedMinutesAsync(CancellationToken.None);

        Assert.Equal(
            $"Minute 05:06: 6 of 30 requests (high 1, medium 2, low 3), 90 events, 95 subjects, 1 throttled; waiting: HIGH; blocked until: {said}.",
            Assert.Single(_log.Collector.GetSnapshot()).Message);
    }

    [Fact]
    public async Task CloseFinishedMinutesAsync_store_down_throws_nothing_and_catches_up_later()
    {
        var closing = NewClosing();
        _time.Advance(TimeSpan.FromMinutes(1));
        await closing.CloseFinishedMinutesAsync(CancellationToken.None);
        _store.IsDown = true;
        _time.Advance(TimeSpan.FromMinutes(1));
        await closing.CloseFinishedMinutesAsync(CancellationToken.None);
        Assert.Single(_log.Collector.GetSnapshot());
        _store.IsDown = false;
        _time.Advance(TimeSpan.FromMinutes(1));

        await closing.CloseFinishedMinutesAsync(CancellationToken.None);

        Assert.Equal(3, _log.Collector.Count);
    }

    public void Dispose() => _sessions.ForEach(s => s.Dispose());

    private MinuteClosing NewClosing(ManualTimeProvider? time = null)
    {
        _sessions.Add(new MeterSession(_store, Rules(), time ?? _time, new Random(_sessions.Count), new FakeLogger<MeterSession>()));
        return new MinuteClosing(_sessions[^1], users: null, _log);
    }
}
