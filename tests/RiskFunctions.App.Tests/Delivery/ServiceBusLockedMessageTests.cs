using Azure.Messaging.ServiceBus;
using Grpc.Core;
using RiskFunctions.App.Delivery;
using RiskFunctions.Delivery;
using RiskFunctions.Delivery.Settling;

namespace RiskFunctions.App.Tests.Delivery;

public sealed class ServiceBusLockedMessageTests
{
    private readonly RecordingActions _actions = new();

    public static TheoryData<string> Settlements => ["complete", "abandon", "dead-letter", "renew"];

    [Fact]
    public void Message_is_read_and_its_lock_known()
    {
        var until = new DateTimeOffset(2026, 3, 4, 5, 11, 7, TimeSpan.Zero);
        var message = new ServiceBusLockedMessage(ServiceBusModelFactory.ServiceBusReceivedMessage(messageId: "m-1", lockedUntil: until), _actions);

        Assert.Equal("m-1", message.Message.MessageId);
        Assert.Equal(until, message.LockedUntil);
    }

    [Theory]
    [MemberData(nameof(Settlements))]
    public async Task Settlement_makes_its_own_call_once_with_the_callers_token(string settlement)
    {
        using var shutdown = new CancellationTokenSource();

        await SettleAsync(settlement, shutdown.Token);

        Assert.Equal([$"{settlement} m-1"], _actions.Calls);
        Assert.Equal([shutdown.Token], _actions.Tokens);
    }

    [Fact]
    public async Task AbandonAsync_properties_arrive_as_given_and_none_as_null()
    {
        var message = Message();
        await message.AbandonAsync(new Dictionary<string, object>(StringComparer.Ordinal), CancellationToken.None);
        Assert.Null(_actions.Note);

        await message.AbandonAsync(new Dictionary<string, object>(StringComparer.Ordinal) { ["note"] = "text" }, CancellationToken.None);

        Assert.Equal([new("note", "text")], _actions.Note!);
    }

    [Fact]
    public async Task DeadLetterAsync_reason_and_description_arrive_as_given()
    {
        await Message().DeadLetterAsync("InvalidSignal", "ip: not an address", CancellationToken.None);

        Assert.Equal("InvalidSignal", _actions.Reason);
        Assert.Equal("ip: not an address", _actions.Description);
    }

    [Fact]
    public async Task DeadLetterAsync_longer_text_than_the_broker_takes_is_cut()
    {
        var tooLong = new string('x', DeadLetterText.MaxLength) + "y";

        await Message().DeadLetterAsync(tooLong, tooLong, CancellationToken.None);

        Assert.Equal(tooLong[..^1], _actions.Reason);
        Assert.Equal(tooLong[..^1], _actions.Description);
    }

    [Fact]
    public async Task DeadLetterAsync_cut_does_not_split_a_character()
    {
        var description = new string('x', DeadLetterText.MaxLength - 1) + "\U0001F525";

        await Message().DeadLetterAsync("InvalidSignal", description, CancellationToken.None);

        Assert.Equal(DeadLetterText.MaxLength - 1, _actions.Description!.Length);
    }

    [Theory]
    [MemberData(nameof(Settlements))]
    public async Task Settlement_of_a_token_the_host_no_longer_holds_is_a_lost_lock(string settlement)
    {
        _actions.Failure = new RpcException(new Status(StatusCode.FailedPrecondition, "Unable to settle a message that is not locked."));

        var exception = await Assert.ThrowsAsync<LockLostException>(() => SettleAsync(settlement, CancellationToken.None));

        Assert.Same(_actions.Failure, exception.InnerException);
    }

    [Theory]
    [InlineData("Exception was thrown by handler. ServiceBusException: The lock supplied is invalid. Either the lock expired, or the message has "
        + "already been removed from the queue.")]
    [InlineData("... (MessageLockLost). For troubleshooting information, see the guide.")]
    public async Task Settlement_refused_by_the_broker_for_its_lock_is_a_lost_lock(string detail)
    {
        _actions.Failure = new RpcException(new Status(StatusCode.Unknown, detail));

        await Assert.ThrowsAsync<LockLostException>(() => SettleAsync("complete", CancellationToken.None));
    }

    [Theory]
    [InlineData(StatusCode.Unknown, "Exception was thrown by handler. ServiceBusException: The service is busy. (ServiceBusy)")]
    [InlineData(StatusCode.Unavailable, "MessageLockLost")]
    [InlineData(StatusCode.Cancelled, "Call cancelled by the host.")]
    public async Task Settlement_that_failed_for_another_reason_passes_through(StatusCode status, string detail)
    {
        _actions.Failure = new RpcException(new Status(status, detail));

        Assert.Same(_actions.Failure, await Assert.ThrowsAsync<RpcException>(() => SettleAsync("complete", CancellationToken.None)));
    }

    [Fact]
    public async Task Settlement_cancelled_by_the_caller_is_a_cancellation()
    {
        _actions.Failure = new RpcException(new Status(StatusCode.Cancelled, "Call canceled by the client."));
        using var shutdown = new CancellationTokenSource();
        await shutdown.CancelAsync();

        var exception = await Assert.ThrowsAsync<OperationCanceledException>(() => SettleAsync("renew", shutdown.Token));

        Assert.Equal(shutdown.Token, exception.CancellationToken);
    }

    private Task SettleAsync(string settlement, CancellationToken cancellationToken) => settlement switch
    {
        "complete" => Message().CompleteAsync(cancellationToken),
        "abandon" => Message().AbandonAsync(new Dictionary<string, object>(StringComparer.Ordinal), cancellationToken),
        "dead-letter" => Message().DeadLetterAsync("InvalidSignal", "body: empty", cancellationToken),
        "renew" => Message().RenewLockAsync(cancellationToken),
        _ => throw new ArgumentOutOfRangeException(nameof(settlement)),
    };

    private ServiceBusLockedMessage Message() => new(ServiceBusModelFactory.ServiceBusReceivedMessage(messageId: "m-1"), _actions);
}
