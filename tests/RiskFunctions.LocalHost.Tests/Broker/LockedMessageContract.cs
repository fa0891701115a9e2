using RiskFunctions.Delivery;
using RiskFunctions.Testing.Time;

namespace RiskFunctions.LocalHost.Tests.Broker;

/// <summary>What holds for one locked message, whoever gave it out. Locks last one minute.</summary>
public abstract class LockedMessageContract
{
    private static readonly IReadOnlyDictionary<string, object> NoNote = new Dictionary<string, object>(StringComparer.Ordinal);

    private static readonly Dictionary<string, Func<LockedMessage, Task>> Settlements = new()
    {
        ["complete"] = message => message.CompleteAsync(default),
        ["abandon"] = message => message.AbandonAsync(NoNote, default),
        ["dead-letter"] = message => message.DeadLetterAsync("Reason", "Description", default),
    };

    public static TheoryData<string> Ways => [.. Settlements.Keys];

    public static TheoryData<string, string> PairsOfWays
    {
        get
        {
            TheoryData<string, string> pairs = [];
            foreach (var (first, second) in Settlements.Keys.SelectMany(_ => Settlements.Keys, (first, second) => (first, second)))
            {
                pairs.Add(first, second);
            }

            return pairs;
        }
    }

    protected ManualTimeProvider Time { get; } = new();

    /// <summary>A message with the body <c>hello</c>, fresh from the broker.</summary>
    protected abstract Task<LockedMessage> ReceiveOneAsync();

    [Fact]
    public async Task Message_fresh_carries_what_was_sent()
    {
        var message = await ReceiveOneAsync();

        Assert.Equal("hello"u8.ToArray(), message.Message.Body.ToArray());
        Assert.Equal(1, message.Message.DeliveryCount);
        Assert.Equal(ManualTimeProvider.DefaultStart, message.Message.EnqueuedAt);
        Assert.Equal(ManualTimeProvider.DefaultStart.AddMinutes(1), message.LockedUntil);
    }

    [Theory]
    [MemberData(nameof(PairsOfWays))]
    public async Task Settle_twice_throws_lock_lost(string first, string second)
    {
        var message = await ReceiveOneAsync();
        await Settlements[first](message);

        await Assert.ThrowsAsync<LockLostException>(() => Settlements[second](message));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task RenewLockAsync_after_settlement_throws_lock_lost(string way)
    {
        var message = await ReceiveOneAsync();
        await Settlements[way](message);

        await Assert.ThrowsAsync<LockLostException>(() => message.RenewLockAsync(default));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Settle_when_the_lock_has_run_out_throws_lock_lost(string way)
    {
        var message = await ReceiveOneAsync();
        Time.AdvanceTo(message.LockedUntil);

        await Assert.ThrowsAsync<LockLostException>(() => Settlements[way](message));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Settle_just_before_the_lock_runs_out_succeeds(string way)
    {
        var message = await ReceiveOneAsync();
        Time.AdvanceTo(message.LockedUntil.AddTicks(-1));

        await Settlements[way](message);
    }

    [Fact]
    public async Task RenewLockAsync_when_the_lock_has_run_out_throws_lock_lost()
    {
        var message = await ReceiveOneAsync();
        Time.AdvanceTo(message.LockedUntil);

        await Assert.ThrowsAsync<LockLostException>(() => message.RenewLockAsync(default));
    }

    [Fact]
    public async Task RenewLockAsync_twice_holds_the_lock_for_its_full_duration_from_the_last()
    {
        var message = await ReceiveOneAsync();
        Time.Advance(TimeSpan.FromSeconds(50));
        await message.RenewLockAsync(default);
        Time.Advance(TimeSpan.FromSeconds(50));
        await message.RenewLockAsync(default);

        Time.Advance(TimeSpan.FromSeconds(59.999));

        await message.CompleteAsync(default);
    }

    [Fact]
    public async Task RenewLockAsync_does_not_hold_the_lock_for_longer_than_its_duration()
    {
        var message = await ReceiveOneAsync();
        Time.Advance(TimeSpan.FromSeconds(50));
        await message.RenewLockAsync(default);

        Time.Advance(TimeSpan.FromMinutes(1));

        await Assert.ThrowsAsync<LockLostException>(() => message.CompleteAsync(default));
    }

    [Theory]
    [InlineData(4097, 1)]
    [InlineData(1, 4097)]
    public async Task DeadLetterAsync_text_too_long_throws_and_leaves_the_lock(int reason, int description)
    {
        var message = await ReceiveOneAsync();

        await Assert.ThrowsAnyAsync<ArgumentException>(() => message.DeadLetterAsync(new string('r', reason), new string('d', description), default));

        await message.CompleteAsync(default);
    }

    [Fact]
    public async Task DeadLetterAsync_longest_texts_succeeds()
    {
        var message = await ReceiveOneAsync();

        await message.DeadLetterAsync(new string('r', 4096), new string('d', 4096), default);
    }
}
