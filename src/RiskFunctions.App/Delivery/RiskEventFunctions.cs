using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using RiskFunctions.Delivery;
using RiskFunctions.Signals;

namespace RiskFunctions.App.Delivery;

/// <summary>
/// One function for each lane, so that a flood in one does not hold up the others. Messages are settled in code, so <c>AutoCompleteMessages</c> must be
/// false on each attribute: host.json's setting was ignored for isolated workers
/// (https://github.com/Azure/azure-functions-dotnet-worker/issues/2142).
/// </summary>
public sealed class RiskEventFunctions(IBatchDelivery delivery)
{
    /// <summary>Resolved by the host from the app setting <c>SignalsTopic</c>.</summary>
    private const string Topic = "%SignalsTopic%";

    /// <summary>The app setting (or the prefix of the settings) that says where Service Bus is.</summary>
    private const string ServiceBus = "ServiceBus";

    [Function("SendHighRiskEvents")]
    public Task SendHighRiskEventsAsync(
        [ServiceBusTrigger(Topic, "high", Connection = ServiceBus, IsBatched = true, AutoCompleteMessages = false)] ServiceBusReceivedMessage[] messages,
        ServiceBusMessageActions actions,
        CancellationToken cancellationToken) => SendAsync(RiskLevel.High, messages, actions, cancellationToken);

    [Function("SendMediumRiskEvents")]
    public Task SendMediumRiskEventsAsync(
        [ServiceBusTrigger(Topic, "medium", Connection = ServiceBus, IsBatched = true, AutoCompleteMessages = false)] ServiceBusReceivedMessage[] messages,
        ServiceBusMessageActions actions,
        CancellationToken cancellationToken) => SendAsync(RiskLevel.Medium, messages, actions, cancellationToken);

    [Function("SendLowRiskEvents")]
    public Task SendLowRiskEventsAsync(
        [ServiceBusTrigger(Topic, "low", Connection = ServiceBus, IsBatched = true, AutoCompleteMessages = false)] ServiceBusReceivedMessage[] messages,
        ServiceBusMessageActions actions,
        CancellationToken cancellationToken) => SendAsync(RiskLevel.Low, messages, actions, cancellationToken);

    private Task SendAsync(RiskLevel lane, ServiceBusReceivedMessage[] messages, ServiceBusMessageActions actions, CancellationToken cancellationToken) =>
        delivery.DeliverAsync(lane, Array.ConvertAll(messages, message => new ServiceBusLockedMessage(message, actions)), cancellationToken);
}
