using System.Text.Json;
using RiskFunctions.Infra.Tests.Bicep;

namespace RiskFunctions.Infra.Tests;

/// <summary>Topic, lanes and rules have one source, and Azure's durations and counts are the decided ones.</summary>
[Collection(BicepTests.Name)]
public sealed class TopologyTests(CompiledBicep bicep)
{
    private const string Lane = "Microsoft.ServiceBus/namespaces/topics/subscriptions";

    [Fact]
    public async Task Lanes_have_the_decided_numbers()
    {
        var lanes = (await bicep.ProvisionAsync()).All(Lane).ToList();

        Assert.Equal(["high", "low", "medium"], lanes.Select(lane => lane.Name).Order());
        Assert.All(lanes, lane =>
        {
            Assert.Equal("PT1M", lane.Text("properties", "lockDuration"));
            Assert.Equal("500", lane.Text("properties", "maxDeliveryCount"));
            Assert.Equal("P2D", lane.Text("properties", "defaultMessageTimeToLive"));
            Assert.Equal("true", lane.Text("properties", "deadLetteringOnMessageExpiration"));
            Assert.Equal("true", lane.Text("properties", "deadLetteringOnFilterEvaluationExceptions"));
        });
    }

    // Writing to $Default itself is said to leave a lane without any rule: see lane.bicep.
    [Fact]
    public async Task Each_lane_gets_its_rule_under_a_name_of_its_own()
    {
        using var config = JsonDocument.Parse(Repository.Read("infra/emulator/config.json"));
        var rules = (await bicep.ProvisionAsync()).All(Lane + "/rules")
            .Select(rule => (Lane: rule.Text("name")!.Split('/')[^2], rule.Name, Filter: rule.Text("properties", "sqlFilter", "sqlExpression")!));

        Assert.Equal(Configured(config), rules.Order());
        Assert.DoesNotContain(rules, rule => rule.Name == "$Default");
    }

    [Fact]
    public async Task Duplicates_are_detected_for_ten_minutes()
    {
        var topic = (await bicep.ProvisionAsync()).Single("Microsoft.ServiceBus/namespaces/topics");

        Assert.Equal("risk-signals", topic.Name);
        Assert.Equal("true", topic.Text("properties", "requiresDuplicateDetection"));
        Assert.Equal("PT10M", topic.Text("properties", "duplicateDetectionHistoryTimeWindow"));
    }

    [Fact]
    public void Emulators_file_has_one_topic_and_one_rule_a_lane()
    {
        using var config = JsonDocument.Parse(Repository.Read("infra/emulator/config.json"));

        Assert.Equal(["high", "low", "medium"], Configured(config).Select(rule => rule.Lane));
        Assert.All(Configured(config), rule => Assert.Equal(rule.Lane, rule.Name));
    }

    private static IEnumerable<(string Lane, string Name, string Filter)> Configured(JsonDocument config)
    {
        var ns = Assert.Single(config.RootElement.GetProperty("UserConfig").GetProperty("Namespaces").EnumerateArray());
        var topic = Assert.Single(ns.GetProperty("Topics").EnumerateArray());
        Assert.Equal("risk-signals", topic.GetProperty("Name").GetString());
        return topic.GetProperty("Subscriptions").EnumerateArray().Select(lane =>
        {
            var rule = Assert.Single(lane.GetProperty("Rules").EnumerateArray());
            var properties = rule.GetProperty("Properties");
            Assert.Equal("Sql", properties.GetProperty("FilterType").GetString());
            var filter = properties.GetProperty("SqlFilter").GetProperty("SqlExpression").GetString()!;
            return (lane.GetProperty("Name").GetString()!, rule.GetProperty("Name").GetString()!, filter);
        }).Order();
    }
}
