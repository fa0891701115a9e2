using System.Reflection;
using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using RiskFunctions.App.Delivery;
using RiskFunctions.Delivery;
using RiskFunctions.Signals;

namespace RiskFunctions.App.Tests.Delivery;

public sealed class RiskEventFunctionsTests
{
    private readonly RecordingDelivery _delivery = new();
    private readonly RecordingActions _actions = new();

    [Theory]
    [InlineData("SendHighRiskEvents", RiskLevel.High)]
    [InlineData("SendMediumRiskEvents", RiskLevel.Medium)]
    [InlineData("SendLowRiskEvents", RiskLevel.Low)]
    public async Task Function_delivers_its_batch_once_in_its_lane_with_the_hosts_token(string function, RiskLevel lane)
    {
        using var shutdown = new CancellationTokenSource();

        await InvokeAsync(function, shutdown.Token, "m-1", "m-2");

        var batch = Assert.Single(_delivery.Batches);
        Assert.Equal(lane, batch.Lane);
        Assert.Equal(shutdown.Token, batch.Token);
        Assert.Equal(["m-1", "m-2"], batch.Batch.Select(message => message.Message.MessageId));
        Assert.Empty(_actions.Calls);
    }

    [Fact]
    public async Task Function_messages_are_settled_through_the_hosts_actions()
    {
        await InvokeAsync("SendHighRiskEvents", CancellationToken.None, "m-1", "m-2");

        await _delivery.Batches[0].Batch[1].CompleteAsync(CancellationToken.None);
        await _delivery.Batches[0].Batch[0].AbandonAsync(new Dictionary<string, object>(StringComparer.Ordinal), CancellationToken.None);

        Assert.Equal(["complete m-2", "abandon m-1"], _actions.Calls);
    }

    [Theory]
    [InlineData("SendHighRiskEvents")]
    [InlineData("SendMediumRiskEvents")]
    [InlineData("SendLowRiskEvents")]
    public async Task Function_failed_settlement_reaches_the_host(string function)
    {
        _delivery.Failure = new SettlementFailedException(1);

        Assert.Same(_delivery.Failure, await Assert.ThrowsAsync<SettlementFailedException>(() => InvokeAsync(function, CancellationToken.None, "m-1")));
    }

    private Task InvokeAsync(string function, CancellationToken cancellationToken, params string[] ids)
    {
        var messages = Array.ConvertAll(ids, id => ServiceBusModelFactory.ServiceBusReceivedMessage(messageId: id));
        var method = typeof(RiskEventFunctions).GetMethods().Single(m => m.GetCustomAttribute<FunctionAttribute>()?.Name == function);
        return (Task)method.Invoke(new RiskEventFunctions(_delivery), [messages, _actions, cancellationToken])!;
    }
}
