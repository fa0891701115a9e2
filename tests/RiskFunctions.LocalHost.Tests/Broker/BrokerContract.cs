using System.Text;
using RiskFunctions.Delivery;
using RiskFunctions.LocalHost.Broker.Messages;
using RiskFunctions.LocalHost.Broker.Pump;
using RiskFunctions.LocalHost.Broker.Queues;
using RiskFunctions.LocalHost.Topology;
using static RiskFunctions.Testing.Time.Waiting;

namespace RiskFunctions.LocalHost.Tests.Broker;

/// <summary>What holds for every way of receiving from the broker.</summary>
public abstract class BrokerContract : LockedMessageContract
{
    private InMemoryBroker? _broker;

    private protected InMemoryBroker Broker => _broker ??= New(new BrokerOptions());

    private protected abstract ILaneReceiver Receiver { get; }

    [Fact]
    public async Task ReceiveAsync_backlog_gives_the_oldest_first_up_to_the_maximum()
    {
        Send("1", "2", "3", "4");

        var first = await ReceiveAsync(3);
        var second = await ReceiveAsync(3);

        Assert.Equal(["1", "2", "3"], Bodies(first));
        Assert.Equal(["4"], Bodies(second));
    }

    [Fact]
    public virtual async Task ReceiveAsync_nothing_there_returns_none_when_the_wait_is_over()
    {
        var start = Time.GetUtcNow();

        var receive = Receiver.ReceiveAsync("high", 20, TimeSpan.FromSeconds(30), default);
        await Time.RunUntilAsync(receive, TimeSpan.FromSeconds(31));

        Assert.Empty(await receive);
        Assert.Equal(start.AddSeconds(30), Time.GetUtcNow());
    }

    [Fact]
    public virtual async Task ReceiveAsync_message_comes_in_while_it_waits_returns_it_at_once()
    {
        var receive = Receiver.ReceiveAsync("high", 20, TimeSpan.FromSeconds(30), default);
        await UntilWaitingAsync();

        Send("late");

        Assert.Equal(["late"], Bodies(await receive));
    }

    [Fact]
    public virtual async Task ReceiveAsync_lock_of_another_runs_out_while_it_waits_returns_its_message()
    {
        Send("crashed");
        await ReceiveAsync();

        var receive = Receiver.ReceiveAsync("high", 20, TimeSpan.FromMinutes(1), default);
        await Time.RunUntilAsync(receive, TimeSpan.FromMinutes(1));

        var again = Assert.Single(await receive);
        Assert.Equal(2, again.Message.DeliveryCount);
    }

    [Fact]
    public virtual async Task ReceiveAsync_cancelled_while_it_waits_throws_and_takes_nothing()
    {
        using CancellationTokenSource stop = new();
        var receive = Receiver.ReceiveAsync("high", 20, TimeSpan.FromSeconds(30), stop.Token);
        await UntilWaitingAsync();

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receive);
        await UntilAsync(() => Time.NextDue is null);
        Send("left alone");
        Assert.Equal(new LaneCounts(1, 0, 0), Broker.Counts()["high"]);
    }

    [Fact]
    public async Task ReceiveAsync_locked_message_is_given_to_nobody_else()
    {
        Send("mine");
        await ReceiveAsync();

        Assert.Empty(await ReceiveAsync());
        Assert.Equal(new LaneCounts(0, 1, 0), Broker.Counts()["high"]);
    }

    [Fact]
    public async Task CompleteAsync_leaves_nothing_behind()
    {
        Send("done");
        await Assert.Single(await ReceiveAsync()).CompleteAsync(default);

        Time.Advance(TimeSpan.FromDays(3));

        Assert.Empty(await ReceiveAsync());
        Assert.Equal(new LaneCounts(0, 0, 0), Broker.Counts()["high"]);
        Assert.Empty(Broker.DeadLetters());
    }

    [Fact]
    public async Task AbandonAsync_gives_the_message_again_in_its_old_place_with_one_delivery_spent()
    {
        Send("1", "2");
        var first = Assert.Single(await ReceiveAsync(1));

        await first.AbandonAsync(NoNote, default);
        var again = await ReceiveAsync();

        Assert.Equal(["1", "2"], Bodies(again));
        Assert.Equal([2, 1], again.Select(m => m.Message.DeliveryCount));
        Assert.Equal(first.Message.MessageId, again[0].Message.MessageId);
    }

    [Fact]
    public async Task AbandonAsync_properties_are_on_the_message_at_its_next_delivery_beside_the_senders()
    {
        Broker.Send(new SentMessage { Body = "1"u8.ToArray(), Properties = Level("HIGH") });
        await Assert.Single(await ReceiveAsync()).AbandonAsync(
            new Dictionary<string, object>(StringComparer.Ordinal) { ["note"] = "first", ["other"] = "kept" }, default);
        await Assert.Single(await ReceiveAsync()).AbandonAsync(new Dictionary<string, object>(StringComparer.Ordinal) { ["note"] = "second" }, default);

        var again = Assert.Single(await ReceiveAsync());

        Assert.Equal("second", again.Message.Properties["note"]);
        Assert.Equal("kept", again.Message.Properties["other"]);
        Assert.Equal("HIGH", again.Message.Properties["riskLevel"]);
        Assert.Equal(3, again.Message.DeliveryCount);
    }

    [Fact]
    public async Task LockedUntil_passed_gives_the_message_again_as_it_was_enqueued()
    {
        Send("1");
        var first = Assert.Single(await ReceiveAsync());

        Time.Advance(TimeSpan.FromMinutes(1));
        var again = Assert.Single(await ReceiveAsync());

        Assert.Equal(2, again.Message.DeliveryCount);
        Assert.Equal(first.Message.EnqueuedAt, again.Message.EnqueuedAt);
        await Assert.ThrowsAsync<LockLostException>(() => first.CompleteAsync(default));
        await again.CompleteAsync(default);
    }

    [Fact]
    public async Task AbandonAsync_last_delivery_dead_letters()
    {
        _broker = New(new BrokerOptions { MaxDeliveryCount = 3 });
        Send("poison");
        for (var delivery = 1; delivery <= 3; delivery++)
        {
            await Assert.Single(await ReceiveAsync()).AbandonAsync(NoNote, default);
        }

        var dead = Assert.Single(Broker.DeadLetters());
        Assert.Equal("MaxDeliveryCountExceeded", dead.Reason);
        Assert.Equal(3, dead.DeliveryCount);
        Assert.Empty(await ReceiveAsync());
    }

    [Fact]
    public async Task DeadLetterAsync_lists_the_message_with_reason_and_description()
    {
        Broker.Send(new SentMessage { MessageId = "m-1", Body = "bad"u8.ToArray(), Properties = Level("LOW") });
        var message = Assert.Single(await Receiver.ReceiveAsync("low", 20, TimeSpan.Zero, default));

        await message.DeadLetterAsync("InvalidSignal", "ip: not an address \u2603 <b>", default);

        var expected = new DeadLetter("m-1", "low", "InvalidSignal", "ip: not an address \u2603 <b>", 1, Time.GetUtcNow());
        Assert.Equal(expected, Assert.Single(Broker.DeadLetters()));
        Assert.Equal(new LaneCounts(0, 0, 1), Broker.Counts()["low"]);
    }

    [Fact]
    public async Task ReceiveAsync_message_carries_properties_with_their_types()
    {
        var properties = new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase)
        {
            ["riskLevel"] = "HIGH",
            ["count"] = 9_007_199_254_740_993L,
            ["score"] = 0.1,
            ["seen"] = true,
            ["at"] = new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero),
        };
        Broker.Send(new SentMessage { Body = new byte[] { 0, 255, 10 }, ContentType = "application/cloudevents+json", Properties = properties });

        var message = Assert.Single(await ReceiveAsync()).Message;

        Assert.Equal([0, 255, 10], message.Body.ToArray());
        Assert.Equal("application/cloudevents+json", message.ContentType);
        Assert.Equal(properties, message.Properties.ToDictionary());
        Assert.Equal("HIGH", message.Properties["RISKLEVEL"]);
        Assert.NotEmpty(message.MessageId);
    }

    private static readonly IReadOnlyDictionary<string, object> NoNote = new Dictionary<string, object>(StringComparer.Ordinal);

    private protected static Dictionary<string, object> Level(string level) => new(StringComparer.OrdinalIgnoreCase) { ["riskLevel"] = level };

    private protected InMemoryBroker New(BrokerOptions options) => new(BrokerTopology.Load(), options, Time);

    protected sealed override async Task<LockedMessage> ReceiveOneAsync()
    {
        Send("hello");
        return Assert.Single(await ReceiveAsync());
    }

    protected static IEnumerable<string> Bodies(IEnumerable<LockedMessage> messages) => messages.Select(m => Encoding.UTF8.GetString(m.Message.Body.Span));

    protected void Send(params string[] bodies)
    {
        foreach (var body in bodies)
        {
            Broker.Send(new SentMessage { Body = Encoding.UTF8.GetBytes(body), Properties = Level("HIGH") });
        }
    }

    protected Task<IReadOnlyList<LockedMessage>> ReceiveAsync(int max = 20) => Receiver.ReceiveAsync("high", max, TimeSpan.Zero, default);

    /// <summary>The broker's wait has set its timer, so the receive has found nothing and waits.</summary>
    private Task UntilWaitingAsync() => UntilAsync(() => Time.NextDue is not null);
}
