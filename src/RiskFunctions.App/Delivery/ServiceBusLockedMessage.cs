using Azure.Messaging.ServiceBus;
using Grpc.Core;
using Microsoft.Azure.Functions.Worker;
using RiskFunctions.Azure.ServiceBus;
using RiskFunctions.Delivery;
using RiskFunctions.Delivery.Settling;
using RiskFunctions.Signals;

namespace RiskFunctions.App.Delivery;

/// <summary>A message that the Functions host received. Its lock is settled and renewed through the host, over gRPC.</summary>
internal sealed class ServiceBusLockedMessage(ServiceBusReceivedMessage received, ServiceBusMessageActions actions) : LockedMessage
{
    public override SignalMessage Message { get; } = ReceivedSignal.From(received);

    public override DateTimeOffset LockedUntil => received.LockedUntil;

    public override Task CompleteAsync(CancellationToken cancellationToken) =>
        SettleAsync(actions.CompleteMessageAsync(received, cancellationToken), cancellationToken);

    public override Task AbandonAsync(IReadOnlyDictionary<string, object> properties, CancellationToken cancellationToken)
    {
        var changes = properties.Count == 0 ? null : properties.ToDictionary();
        return SettleAsync(actions.AbandonMessageAsync(received, changes, cancellationToken), cancellationToken);
    }

    public override Task DeadLetterAsync(string reason, string description, CancellationToken cancellationToken) =>
        SettleAsync(
            actions.DeadLetterMessageAsync(
                received, propertiesToModify: null, DeadLetterText.Cut(reason), DeadLetterText.Cut(description), cancellationToken),
            cancellationToken);

    public override Task RenewLockAsync(CancellationToken cancellationToken) =>
        SettleAsync(actions.RenewMessageLockAsync(received, cancellationToken), cancellationToken);

    private static async Task SettleAsync(Task call, CancellationToken cancellationToken)
    {
        try
        {
            await call;
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.Cancelled && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(exception.Status.Detail, exception, cancellationToken);
        }
        catch (RpcException exception) when (IsLockLost(exception.Status))
        {
            throw new LockLostException("The lock is gone; the message will be delivered again.", exception);
        }
    }

    /// <summary>
    /// The host answers FailedPrecondition for a lock token that it does not hold, and Unknown with the SDK's text for what Service Bus refused.
    /// That text names a lost lock by <c>MessageLockLost</c> or in the broker's words.
    /// </summary>
    private static bool IsLockLost(Status status) => status.StatusCode switch
    {
        StatusCode.FailedPrecondition => true,
        StatusCode.Unknown => status.Detail is { } detail
            && (detail.Contains("MessageLockLost", StringComparison.OrdinalIgnoreCase)
                || detail.Contains("lock supplied is invalid", StringComparison.OrdinalIgnoreCase)),
        _ => false,
    };
}
