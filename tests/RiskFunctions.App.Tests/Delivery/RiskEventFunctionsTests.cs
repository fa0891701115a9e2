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

    public static TheoryData<string, string, RiskLevel> Functions => new()
    {
        { "SendHighRiskEvents", "high", RiskLevel.High },
        { "SendMediumRiskEvents", "medium", RiskLevel.Medium },
        { "SendLowRiskEvents", "low", RiskLevel.Low },
    };

    [Fact]
    public void Functions_are_these_three() =>
        Assert.Equal(["SendHighRiskEvents", "SendLowRiskEvents", "SendMediumRiskEvents"], FunctionsByName().Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Functions))]
    public void Trigger_reads_batches_of_its_subscription_and_leaves_settling_to_us(string function, string subscription, RiskLevel lane)
    {
        var messages = FunctionsByName()[function].GetParameters()[0];

        var trigger = Assert.Single(messages.GetCustomAttributes<ServiceBusTriggerAttribute>());

        Assert.Equal(typeof(ServiceBusReceivedMessage[]), messages.ParameterType);
        Assert.Equal("%SignalsTopic%", trigger.TopicName);
        Assert.Equal(subscription, trigger.SubscriptionName);
        Assert.Equal("ServiceBus", trigger.Connection);
        Assert.True(trigger.IsBatched);
        Assert.False(trigger.AutoCompleteMessages);
        Assert.Equal(subscription, lane.ToString(), ignoreCase: true);
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public async Task Function_delivers_its_batch_once_in_its_lane_with_the_hosts_token(string function, string subscription, RiskLevel lane)
    {
        using var shutdown = new CancellationTokenSource();

        await InvokeAsync(function, shutdown.Token, "m-1", "m-2");

        var batch = Assert.Single(_delivery.Batches);
        Assert.Equal(lane, batch.Lane);
        Assert.Equal(shutdown.Token, batch.Token);
        Assert.Equal(["m-1", "m-2"], batch.Batch.Select(message => message.Message.MessageId));
        Assert.Empty(_actions.Calls);
        Assert.NotEmpty(subscription);
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
    [MemberData(nameof(Functions))]
    public async Task Function_failed_settlement_reaches_the_host(string function, string subscription, RiskLevel lane)
    {
        _delivery.Failure = new SettlementFailedException(1, new InvalidOperationException($"{subscription} {lane}"));

        Assert.Same(_delivery.Failure, await Assert.ThrowsAsync<SettlementFailedException>(() => InvokeAsync(function, CancellationToken.None, "m-1")));
    }

    private Task InvokeAsync(string function, CancellationToken cancellationToken, params string[] ids)
    {
        var messages = Array.ConvertAll(ids, id => ServiceBusModelFactory.ServiceBusReceivedMessage(messageId: id));
        return (Task)FunctionsByName()[function].Invoke(new RiskEventFunctions(_delivery), [messages, _actions, cancellationToken])!;
    }

    private static Dictionary<string, MethodInfo> FunctionsByName() => typeof(RiskEventFunctions).GetMethods()
        .Where(method => method.GetCustomAttribute<FunctionAttribute>() is not null)
        .ToDictionary(method => method.GetCustomAttribute<FunctionAttribute>()!.Name, StringComparer.Ordinal);
}
