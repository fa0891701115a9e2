using RiskFunctions.Azure.ServiceBus;
using RiskFunctions.Delivery;

namespace RiskFunctions.LocalHost.Broker.Pump;

/// <summary>Receives from a broker that speaks Service Bus's protocol, in another process or in Azure.</summary>
internal sealed class ServiceBusLanes(ServiceBusLaneReceiver receiver) : ILaneReceiver
{
    public Task<IReadOnlyList<LockedMessage>> ReceiveAsync(string subscription, int maxMessages, TimeSpan wait, CancellationToken cancellationToken) =>
        receiver.ReceiveAsync(subscription, maxMessages, wait, cancellationToken);
}
