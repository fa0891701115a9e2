using Microsoft.Extensions.Logging;
using RiskFunctions.Delivery.Settling;
using RiskFunctions.Signals;
using RiskFunctions.Testing.Delivery;
using RiskFunctions.Testing.Time;

namespace RiskFunctions.Core.Tests.Delivery.Settling;

[Collection(SimulatedTime.Name)]
public sealed class LockKeeperTests : IDisposable
{
    private static readonly TimeSpan LockDuration = TimeSpan.FromMinutes(1);

    private readonly ManualTimeProvider _time = new();
    private readonly CollectedLogs _logs = new();
    private readonly LoggerFactory _loggers;

    public LockKeeperTests() => _loggers = new LoggerFactory([_logs]);

    [Fact]
    public async Task Lock_is_renewed_before_half_of_its_time_is_gone()
    {
        var message = Message();

        await KeepAsync(TimeSpan.FromMinutes(10), message);

        var asked = message.Renewals.Prepend(Some.Time).ToList();
        Assert.InRange(asked.Count, 20, 30);
        Assert.All(asked.Zip(asked.Skip(1)), pair => Assert.True(pair.Second - pair.First < LockDuration / 2));
        Assert.False(message.IsLockOver);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(3_600)]
    [InlineData(-100)]
    public async Task Lock_is_held_whatever_the_brokers_clock_says(int secondsAhead)
    {
        var message = new FakeLockedMessage(Some.Message("m"), _time, LockDuration, TimeSpan.FromSeconds(secondsAhead));

        await KeepAsync(TimeSpan.FromMinutes(10), message);

        Assert.False(message.IsLockOver);
        Assert.DoesNotContain(_logs.Entries, e => e.Id.Name == "MessageLockLost");
    }

    [Fact]
    public async Task Failed_renewal_is_tried_again_while_the_lock_is_still_held()
    {
        var message = Message();
        message.BeforeRenewal = _ => message.Renewals.Count <= 3 ? throw new InvalidOperationException("no broker") : Task.CompletedTask;

        await KeepAsync(TimeSpan.FromMinutes(2), message);

        Assert.False(message.IsLockOver);
        Assert.Equal(3, _logs.Entries.Count(e => e.Id.Name == "LockNotRenewed"));
    }

    [Fact]
    public async Task Renewal_that_hangs_is_tried_again_while_the_lock_is_still_held()
    {
        var message = Message();
        message.BeforeRenewal = token => message.Renewals.Count == 1 ? ScriptedOkta.NeverAsync(token) : Task.CompletedTask;

        await KeepAsync(TimeSpan.FromMinutes(2), message);

        Assert.False(message.IsLockOver);
    }

    [Fact]
    public async Task Renewal_that_hangs_does_not_keep_the_neighbours_from_theirs()
    {
        var hung = Message();
        hung.BeforeRenewal = ScriptedOkta.NeverAsync;
        var neighbour = Message();

        await KeepAsync(TimeSpan.FromMinutes(2), hung, neighbour);

        Assert.False(neighbour.IsLockOver);
        Assert.All(neighbour.Renewals.Zip(neighbour.Renewals.Skip(1)), pair => Assert.True(pair.Second - pair.First < LockDuration / 2));
    }

    [Fact]
    public async Task Lost_lock_marks_its_message_once_and_is_not_asked_for_again()
    {
        var locked = Message();
        locked.LoseLock();
        var neighbour = Message();

        var messages = await KeepAsync(TimeSpan.FromMinutes(3), locked, neighbour);

        Assert.True(messages[0].IsLockLost);
        Assert.False(messages[0].IsOpen);
        Assert.Single(locked.Renewals);
        Assert.Single(_logs.Entries, e => e.Id.Name == "MessageLockLost");
        Assert.True(messages[1].IsOpen);
        Assert.False(neighbour.IsLockOver);
    }

    [Fact]
    public async Task Settled_message_is_not_renewed_any_more()
    {
        var locked = Message();
        var message = new BatchMessage(RiskLevel.High, locked);
        _time.CreateTimer(_ => message.TryClaimSettlement(), null, TimeSpan.FromSeconds(30), Timeout.InfiniteTimeSpan);

        await SimulatedRun.RunAsync(_time, () => KeepAsync(TimeSpan.FromMinutes(3), [message]), TimeSpan.FromHours(1));

        Assert.Single(locked.Renewals);
    }

    [Fact]
    public async Task Lock_that_seems_over_at_the_start_is_renewed_at_once()
    {
        var locked = Message();
        _time.Advance(LockDuration - TimeSpan.FromSeconds(1));

        await KeepAsync(TimeSpan.FromSeconds(1), locked);

        Assert.Equal(Some.Time + LockDuration - TimeSpan.FromSeconds(1), locked.Renewals[0]);
        Assert.False(locked.IsLockOver);
    }

    [Fact]
    public async Task DisposeAsync_ends_a_renewal_under_way_at_once_and_leaves_no_timer()
    {
        var locked = Message();
        locked.BeforeRenewal = ScriptedOkta.NeverAsync;

        await KeepAsync(TimeSpan.FromSeconds(24.5), locked);

        Assert.Equal(Some.Time.AddSeconds(24.5), _time.GetUtcNow());
        Assert.Null(_time.NextDue);
        Assert.DoesNotContain(_logs.Entries, e => e.Id.Name == "LockNotRenewed");
    }

    [Fact]
    public async Task Failures_leave_no_unobserved_exception()
    {
        var unobserved = 0;
        void Count(object? sender, UnobservedTaskExceptionEventArgs e) => Interlocked.Increment(ref unobserved);
        TaskScheduler.UnobservedTaskException += Count;
        try
        {
            var failing = Message();
            failing.BeforeRenewal = _ => throw new InvalidOperationException("no broker");
            var lost = Message();
            lost.LoseLock();
            await KeepAsync(TimeSpan.FromMinutes(2), failing, lost);

            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Count;
        }

        Assert.Equal(0, unobserved);
    }

    public void Dispose()
    {
        _loggers.Dispose();
        _logs.Dispose();
    }

    private FakeLockedMessage Message() => new(Some.Message("m1"), _time, LockDuration);

    private async Task<IReadOnlyList<BatchMessage>> KeepAsync(TimeSpan duration, params FakeLockedMessage[] locked)
    {
        var messages = locked.Select(l => new BatchMessage(RiskLevel.High, l)).ToList();
        await SimulatedRun.RunAsync(_time, () => KeepAsync(duration, messages), TimeSpan.FromHours(1));
        return messages;
    }

    private async Task KeepAsync(TimeSpan duration, List<BatchMessage> messages)
    {
        await using (var keeper = new LockKeeper(_time, _loggers.CreateLogger<LockKeeper>()))
        {
            keeper.Keep(messages);
            await Task.Delay(duration, _time);
        }
    }
}
