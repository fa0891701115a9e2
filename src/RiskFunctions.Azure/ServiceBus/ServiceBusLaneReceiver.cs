using System.Collections.Concurrent;
using Azure.Messaging.ServiceBus;
using RiskFunctions.Delivery;

namespace RiskFunctions.Azure.ServiceBus;

/// <summary>Receives messages for a process that pumps lanes itself. One receiver for each lane, kept open.</summary>
internal sealed class ServiceBusLaneReceiver(ServiceBusConnection connection, TimeProvider time)
{
    /// <summary>The client gathers for 20 ms after the first message (AmqpReceiver in https://github.com/Azure/azure-sdk-for-net).</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(60);

    private static readonly TimeSpan AbandonLimit = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<string, ServiceBusReceiver> _receivers = new(StringComparer.Ordinal);

    /// <summary>Locks up to <paramref name="maxMessages"/> messages and returns as soon as there are any; none when <paramref name="wait"/> is over.</summary>
    /// <exception cref="ServiceBusException">The broker cannot be reached, or refuses.</exception>
    public async Task<IReadOnlyList<LockedMessage>> ReceiveAsync(string lane, int maxMessages, TimeSpan wait, CancellationToken cancellationToken)
    {
        var receiver = _receivers.GetOrAdd(lane, connection.LaneReceiver);
        using var call = new CancellationTokenSource();
        var receive = receiver.ReceiveMessagesAsync(maxMessages, wait, call.Token);
        try
        {
            return PeekLockedMessage.Of(await receive.WaitAsync(cancellationToken), receiver);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await GiveBackAsync(receive, receiver, call);
            throw;
        }
    }

    // A cancelled call forgets the messages that it has gathered; they would stay locked until their locks end.
    private async Task GiveBackAsync(Task<IReadOnlyList<ServiceBusReceivedMessage>> receive, ServiceBusReceiver receiver, CancellationTokenSource call)
    {
        await Task.WhenAny(receive, Task.Delay(Gathering, time, CancellationToken.None));
        await call.CancelAsync();
        try
        {
            using var limit = new CancellationTokenSource(AbandonLimit, time);
            foreach (var message in await receive)
            {
                await receiver.AbandonMessageAsync(message, cancellationToken: limit.Token).WaitAsync(limit.Token);
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or ServiceBusException)
        {
            // Nothing had come, or the broker is away: then the locks end by themselves.
        }
    }
}
