using System.Text;
using RiskFunctions.LocalHost.Broker.Messages;
using RiskFunctions.LocalHost.Broker.Queues;
using RiskFunctions.LocalHost.Topology;
using RiskFunctions.Testing.Time;

namespace RiskFunctions.LocalHost.Tests.Broker;

public sealed class InMemoryBrokerTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task TakeAsync_time_to_live_over_dead_letters_the_message()
    {
        var broker = New();
        broker.Send(High("old"));

        _time.Advance(TimeSpan.FromDays(2) - TimeSpan.FromTicks(1));
        Assert.Equal(1, broker.Counts()["high"].Active);
        _time.Advance(TimeSpan.FromTicks(1));

        Assert.Empty(await TakeAsync(broker));
        var dead = Assert.Single(broker.DeadLetters());
        Assert.Equal(("TTLExpiredException", 0), (dead.Reason, dead.DeliveryCount));
    }

    [Theory]
    [InlineData(10, 10)]
    [InlineData(1_000_000, 172_800)]
    public void TimeToLive_of_the_message_counts_up_to_the_topics_own(int seconds, int expectedSeconds)
    {
        var broker = New();
        broker.Send(High("own") with { TimeToLive = TimeSpan.FromSeconds(seconds) });

        _time.Advance(TimeSpan.FromSeconds(expectedSeconds - 1));
        Assert.Empty(broker.DeadLetters());
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Single(broker.DeadLetters());
    }

    [Fact]
    public async Task Waits_oldest_is_one_that_waits_or_is_locked_and_scheduled_ones_stand_apart()
    {
        var broker = New();
        var start = _time.GetUtcNow();
        broker.Send(High("locked"));
        var locked = Assert.Single(await TakeAsync(broker));
        _time.Advance(TimeSpan.FromSeconds(10));
        broker.Send(High("waiting"), High("later") with { ScheduledEnqueueTime = start.AddHours(1) });

        Assert.Equal(new LaneWait(1, start), broker.Waits()["high"]);
        broker.Complete(locked.Token);
        Assert.Equal(new LaneWait(1, start.AddSeconds(10)), broker.Waits()["high"]);
        Assert.Equal(new LaneWait(0, null), broker.Waits()["low"]);
    }

    [Fact]
    public async Task Complete_after_the_time_to_live_but_under_the_lock_succeeds()
    {
        var broker = New();
        broker.Send(High("held") with { TimeToLive = TimeSpan.FromSeconds(10) });
        var held = Assert.Single(await TakeAsync(broker));
        _time.Advance(TimeSpan.FromSeconds(20));

        broker.Complete(held.Token);

        Assert.Empty(broker.DeadLetters());
    }

    [Fact]
    public async Task Abandon_after_the_time_to_live_dead_letters()
    {
        var broker = New();
        broker.Send(High("held") with { TimeToLive = TimeSpan.FromSeconds(10) });
        var held = Assert.Single(await TakeAsync(broker));
        _time.Advance(TimeSpan.FromSeconds(20));

        broker.Abandon(held.Token);

        Assert.Equal("TTLExpiredException", Assert.Single(broker.DeadLetters()).Reason);
        Assert.Equal(new LaneCounts(0, 0, 1), broker.Counts()["high"]);
    }

    [Fact]
    public async Task MaxDeliveryCount_reached_by_locks_that_run_out_dead_letters_after_500_deliveries()
    {
        var broker = New();
        broker.Send(High("poison"));
        for (var i = 0; i < 500; i++)
        {
            Assert.Single(await TakeAsync(broker));
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        var dead = Assert.Single(broker.DeadLetters());
        Assert.Equal(("MaxDeliveryCountExceeded", 500), (dead.Reason, dead.DeliveryCount));
    }

    [Fact]
    public void Send_same_id_twice_is_kept_twice_without_duplicate_detection()
    {
        var broker = New();

        broker.Send(High("a") with { MessageId = "m-1" }, High("b") with { MessageId = "m-1" });

        Assert.Equal(2, broker.Counts()["high"].Active);
    }

    [Theory]
    [InlineData(599, 1)]
    [InlineData(600, 2)]
    public void Send_same_id_within_the_window_is_dropped(int secondsLater, int expected)
    {
        var broker = New(new BrokerOptions { DuplicateDetectionWindow = TimeSpan.FromMinutes(10) });
        broker.Send(High("a") with { MessageId = "m-1" });
        _time.Advance(TimeSpan.FromSeconds(secondsLater));

        broker.Send(High("b") with { MessageId = "m-1" });

        Assert.Equal(expected, broker.Counts()["high"].Active);
    }

    [Fact]
    public async Task TakeAsync_scheduled_message_comes_at_its_time_and_after_what_came_before()
    {
        var broker = New();
        var due = _time.GetUtcNow().AddMinutes(5);
        broker.Send(High("scheduled") with { ScheduledEnqueueTime = due });
        Assert.Empty(await TakeAsync(broker));
        Assert.Equal(new LaneCounts(1, 0, 0), broker.Counts()["high"]);
        broker.Send(High("sooner"));

        _time.AdvanceTo(due);
        var taken = await TakeAsync(broker);

        Assert.Equal(["sooner", "scheduled"], taken.Select(t => Encoding.UTF8.GetString(t.Message.Body.Span)));
        Assert.Equal(due, taken[1].Message.EnqueuedAt);
    }

    [Fact]
    public async Task TakeAsync_waiting_returns_a_scheduled_message_when_it_is_due()
    {
        var broker = New();
        var take = broker.TakeAsync("high", 20, TimeSpan.FromMinutes(1), default);
        broker.Send(High("scheduled") with { ScheduledEnqueueTime = _time.GetUtcNow().AddSeconds(5) });

        await _time.RunUntilAsync(take, TimeSpan.FromSeconds(6));

        Assert.Single(await take);
        Assert.Equal(ManualTimeProvider.DefaultStart.AddSeconds(5), _time.GetUtcNow());
    }

    [Fact]
    public void Send_one_of_several_too_large_takes_none()
    {
        var broker = New();
        var fits = High(new string('x', BrokerOptions.DefaultMaxMessageBytes - "riskLevelHIGH".Length));
        var over = High(new string('x', BrokerOptions.DefaultMaxMessageBytes - "riskLevelHIGH".Length + 1));

        Assert.Throws<MessageTooLargeException>(() => broker.Send(fits, over));
        Assert.Equal(0, broker.Counts()["high"].Active);
        Assert.Equal(1, broker.Send(fits));
    }

    [Fact]
    public async Task TakeAsync_many_receivers_give_each_message_once()
    {
        var broker = New();
        var receivers = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            List<string> got = [];
            while (await broker.TakeAsync("high", 7, TimeSpan.FromSeconds(1), default) is { Count: > 0 } taken)
            {
                got.AddRange(taken.Select(t => t.Message.MessageId));
                foreach (var delivery in taken)
                {
                    broker.Complete(delivery.Token);
                }
            }

            return got;
        })).ToList();

        var ids = Enumerable.Range(0, 2000).Select(i => $"m-{i}").ToList();
        ids.ForEach(id => broker.Send(High("x") with { MessageId = id }));
        var all = Task.WhenAll(receivers);
        await _time.RunUntilAsync(all, TimeSpan.FromSeconds(2));

        Assert.Equal(ids.Order(), (await all).SelectMany(g => g).Order());
    }

    [Fact]
    public async Task Complete_50_000_messages_leaves_memory_flat()
    {
        var broker = New();
        var before = GC.GetTotalMemory(forceFullCollection: true);

        for (var i = 0; i < 50_000; i++)
        {
            broker.Send(High(new string('x', 1024)));
            broker.Complete(Assert.Single(await TakeAsync(broker)).Token);
        }

        // Other tests run beside this one; kept messages would be more than 50 MB.
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 20_000_000);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(60, 0)]
    public void New_option_out_of_range_throws_naming_it(int lockSeconds, int deliveries)
    {
        BrokerOptions options = new() { LockDuration = TimeSpan.FromSeconds(lockSeconds), MaxDeliveryCount = deliveries };

        var fault = Assert.Throws<ArgumentException>(() => New(options));

        Assert.Contains(lockSeconds == 0 ? "LockDuration" : "MaxDeliveryCount", fault.Message);
    }

    private static SentMessage High(string body) => Sent(body, "HIGH");

    private static SentMessage Sent(string body, string level) => new()
    {
        Body = Encoding.UTF8.GetBytes(body),
        Properties = new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase) { ["riskLevel"] = level },
    };

    private static Task<IReadOnlyList<LockedDelivery>> TakeAsync(InMemoryBroker broker, string lane = "high") =>
        broker.TakeAsync(lane, 20, TimeSpan.Zero, default);

    private InMemoryBroker New(BrokerOptions? options = null) => new(BrokerTopology.Load(), options ?? new BrokerOptions(), _time);
}
