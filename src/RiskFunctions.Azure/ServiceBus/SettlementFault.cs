using Azure.Messaging.ServiceBus;
using RiskFunctions.Delivery;

namespace RiskFunctions.Azure.ServiceBus;

/// <summary>The one place that says what the client's exceptions mean for a lock.</summary>
internal static class SettlementFault
{
    /// <summary>
    /// Runs a call of the client for a lock. A lock that is gone, or a message that is, becomes <see cref="LockLostException"/>: the message comes again,
    /// or needs nothing any more. Everything else is passing (network, throttling, a broker that restarts) and stays what it is: the flow tries again.
    /// </summary>
    public static async Task TranslateAsync(Task call, CancellationToken cancellationToken)
    {
        try
        {
            // The client looks at a token before it sends, and then waits for the answer, up to a minute. Who asks may have less time.
            await call.WaitAsync(cancellationToken);
        }
        catch (ServiceBusException fault) when (fault.Reason is ServiceBusFailureReason.MessageLockLost or ServiceBusFailureReason.MessageNotFound)
        {
            throw new LockLostException("The lock is gone; the message will be delivered again.", fault);
        }
    }
}
