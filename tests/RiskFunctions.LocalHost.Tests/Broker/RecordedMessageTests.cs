using RiskFunctions.Delivery;
using RiskFunctions.Signals;
using RiskFunctions.Testing.Broker;

namespace RiskFunctions.LocalHost.Tests.Broker;

public sealed class RecordedMessageTests : LockedMessageContract
{
    [Fact]
    public async Task Settlement_after_a_dead_letter_tells_reason_and_description()
    {
        var message = New();

        await message.DeadLetterAsync("InvalidSignal", "ip: missing", default);

        Assert.Equal(new RecordedSettlement.DeadLettered("InvalidSignal", "ip: missing"), message.Settlement);
    }

    [Fact]
    public async Task FailSettlements_twice_lets_the_third_call_through()
    {
        var message = New();
        message.FailSettlements(2);

        await Assert.ThrowsAsync<InvalidOperationException>(() => message.CompleteAsync(default));
        await Assert.ThrowsAsync<InvalidOperationException>(() => message.CompleteAsync(default));
        Assert.Null(message.Settlement);
        await message.CompleteAsync(default);

        Assert.Equal(new RecordedSettlement.Completed(), message.Settlement);
        Assert.Equal(3, message.SettlementCalls);
    }

    [Fact]
    public async Task FailRenewals_once_lets_the_second_call_through()
    {
        var message = New();
        message.FailRenewals(1);

        await Assert.ThrowsAsync<InvalidOperationException>(() => message.RenewLockAsync(default));
        await message.RenewLockAsync(default);

        Assert.Equal(1, message.Renewals);
    }

    [Fact]
    public async Task LoseLock_makes_every_call_throw_lock_lost()
    {
        var message = New();
        message.LoseLock();

        await Assert.ThrowsAsync<LockLostException>(() => message.RenewLockAsync(default));
        await Assert.ThrowsAsync<LockLostException>(() => message.AbandonAsync(new Dictionary<string, object>(StringComparer.Ordinal), default));
        Assert.Null(message.Settlement);
    }

    protected override Task<LockedMessage> ReceiveOneAsync() => Task.FromResult<LockedMessage>(New());

    private RecordedMessage New() =>
        new(new SignalMessage { MessageId = "m-1", Body = "hello"u8.ToArray(), EnqueuedAt = Time.GetUtcNow() }, Time);
}
