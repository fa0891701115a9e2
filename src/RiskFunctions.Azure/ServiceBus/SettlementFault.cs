using Azure.Messaging.ServiceBus;
using RiskFunctions.Delivery;

namespace RiskFunctions.Azure.ServiceBus;

/// <summary>Translates the client's exceptions into what they mean for a lock.</summary>
internal static class SettlementFault
{
    /// <summary>
    /// Runs a call of the client for a lock. A lock or message that is gone becomes <see cref="LockLostException"/>. Any other exception may pass (network,
    /// throttling, a broker that restarts) and stays as it is: the flow tries again.
    /// </summary>
    public static async Task TranslateAsync(Task call, CancellationToken cancellationToken)
    {
        try
        {
            // The client checks the token only before it sends, and then waits for the answer, up to a minute. The caller may have less time.
            await call.WaitAsync(cancellationToken);
        }
        catch (ServiceBusException fault) when (fault.Reason is ServiceBusFailureReason.MessageLockLost or ServiceBusFailureReason.MessageNotFound)
        {
            throw new LockLostException("The lock is gone; the message will be delivered again.", fault);
        }
    }
}
