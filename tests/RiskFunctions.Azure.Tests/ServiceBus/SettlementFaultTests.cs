using Azure.Messaging.ServiceBus;
using RiskFunctions.Azure.ServiceBus;
using RiskFunctions.Delivery;

namespace RiskFunctions.Azure.Tests.ServiceBus;

public sealed class SettlementFaultTests
{
    public static TheoryData<ServiceBusFailureReason> Reasons => [.. Enum.GetValues<ServiceBusFailureReason>()];

    [Theory]
    [MemberData(nameof(Reasons))]
    public async Task Translate_only_a_lock_or_message_that_is_gone_is_a_lost_lock(ServiceBusFailureReason reason)
    {
        var fault = new ServiceBusException("words", reason);

        var thrown = await Record.ExceptionAsync(() => SettlementFault.TranslateAsync(Task.FromException(fault), default));

        if (reason is ServiceBusFailureReason.MessageLockLost or ServiceBusFailureReason.MessageNotFound)
        {
            Assert.Same(fault, Assert.IsType<LockLostException>(thrown).InnerException);
        }
        else
        {
            Assert.Same(fault, thrown);
        }
    }

    [Fact]
    public async Task Translate_caller_without_time_does_not_wait_for_the_client()
    {
        using var stop = new CancellationTokenSource();
        var call = SettlementFault.TranslateAsync(new TaskCompletionSource().Task, stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }
}
