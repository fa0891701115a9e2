using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using RiskFunctions.App.Delivery;

namespace RiskFunctions.App.Tests.Hosting;

/// <summary>What the Worker's generator writes about the functions is all that the Functions host knows of them.</summary>
public sealed class FunctionMetadataTests
{
    [Fact]
    public async Task Functions_are_these_four() => Assert.Equal(
        ["MeterThroughput", "SendHighRiskEvents", "SendLowRiskEvents", "SendMediumRiskEvents"],
        (await FunctionsAsync()).Select(f => f.Name!).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("SendHighRiskEvents", "high")]
    [InlineData("SendMediumRiskEvents", "medium")]
    [InlineData("SendLowRiskEvents", "low")]
    public async Task Lane_function_is_triggered_by_batches_of_its_subscription_and_settles_by_itself(string function, string subscription)
    {
        var binding = await BindingAsync(function);

        Assert.Equal("serviceBusTrigger", binding.GetProperty("type").GetString());
        Assert.Equal("messages", binding.GetProperty("name").GetString());
        Assert.Equal("%SignalsTopic%", binding.GetProperty("topicName").GetString());
        Assert.Equal(subscription, binding.GetProperty("subscriptionName").GetString());
        Assert.Equal("ServiceBus", binding.GetProperty("connection").GetString());
        Assert.Equal("Many", binding.GetProperty("cardinality").GetString());
        Assert.False(binding.GetProperty("autoCompleteMessages").GetBoolean());
    }

    [Fact]
    public async Task Meter_function_is_triggered_at_the_start_of_every_minute()
    {
        var binding = await BindingAsync("MeterThroughput");

        Assert.Equal("timerTrigger", binding.GetProperty("type").GetString());
        Assert.Equal("0 * * * * *", binding.GetProperty("schedule").GetString());
    }

    private static async Task<JsonElement> BindingAsync(string function)
    {
        var metadata = Assert.Single(await FunctionsAsync(), f => f.Name == function);
        return JsonElement.Parse(Assert.Single(metadata.RawBindings!));
    }

    private static Task<ImmutableArray<IFunctionMetadata>> FunctionsAsync()
    {
        var provider = Assert.Single(typeof(RiskEventFunctions).Assembly.GetTypes(), typeof(IFunctionMetadataProvider).IsAssignableFrom);
        return ((IFunctionMetadataProvider)Activator.CreateInstance(provider)!).GetFunctionMetadataAsync(AppContext.BaseDirectory);
    }
}
