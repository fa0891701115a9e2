using System.Text.Json;
using RiskFunctions.Infra.Tests.Bicep;

namespace RiskFunctions.Infra.Tests;

/// <summary>Topic, lanes and rules have one source, and Azure's durations and counts are the decided ones.</summary>
[Collection(BicepTests.Name)]
public sealed class TopologyTests(ParsedBicep bicep)
{
    private const string Source = "infra/emulator/config.json";

    [NeedsNpmFact]
    public void Main_reads_the_topic_from_the_emulators_file()
    {
        var topic = bicep["infra/main.bicep"].Declarations("variable_declaration").Single(node => node.Children[0].Text == "topic");

        Assert.Equal("loadJsonContent('emulator/config.json').UserConfig.Namespaces[0].Topics[0]", topic.Children[1].Text);
        Assert.Equal("topic.Name", bicep["infra/modules/servicebus.bicep"].Resource("signals").Text("name"));
    }

    [NeedsNpmFact]
    public void Lanes_have_the_decided_numbers()
    {
        var lane = bicep["infra/modules/lane.bicep"].Resource("subscription");

        Assert.Equal("lane.Name", lane.Text("name"));
        Assert.Equal("'PT1M'", lane.Text("properties", "lockDuration"));
        Assert.Equal("500", lane.Text("properties", "maxDeliveryCount"));
        Assert.Equal("'P2D'", lane.Text("properties", "defaultMessageTimeToLive"));
        Assert.Equal("true", lane.Text("properties", "deadLetteringOnMessageExpiration"));
        Assert.Equal("true", lane.Text("properties", "deadLetteringOnFilterEvaluationExceptions"));
    }

    [NeedsNpmFact]
    public void First_rule_replaces_the_one_that_matches_everything()
    {
        var rules = bicep["infra/modules/lane.bicep"].Resource("rules");

        Assert.Contains("for (rule, i) in lane.Rules:", rules.Node.Text, StringComparison.Ordinal);
        Assert.Equal("i == 0 ? '$Default' : rule.Name", rules.Text("name"));
        Assert.Equal("rule.Properties.SqlFilter.SqlExpression", rules.Text("properties", "sqlFilter", "sqlExpression"));
    }

    [NeedsNpmFact]
    public void Duplicates_are_detected_for_ten_minutes()
    {
        var topic = bicep["infra/modules/servicebus.bicep"].Resource("signals");

        Assert.Equal("true", topic.Text("properties", "requiresDuplicateDetection"));
        Assert.Equal("'PT10M'", topic.Text("properties", "duplicateDetectionHistoryTimeWindow"));
    }

    [Fact]
    public void Emulators_file_has_the_shape_that_Bicep_reads()
    {
        using var config = JsonDocument.Parse(Repository.Read(Source));
        var topic = Assert.Single(Assert.Single(config.RootElement.GetProperty("UserConfig").GetProperty("Namespaces").EnumerateArray()).GetProperty("Topics").EnumerateArray());
        var lanes = topic.GetProperty("Subscriptions").EnumerateArray().ToDictionary(lane => lane.GetProperty("Name").GetString()!);

        Assert.Equal("risk-signals", topic.GetProperty("Name").GetString());
        Assert.Equal(["high", "low", "medium"], lanes.Keys.Order());
        foreach (var lane in lanes.Values)
        {
            var rule = Assert.Single(lane.GetProperty("Rules").EnumerateArray()).GetProperty("Properties");
            Assert.Equal("Sql", rule.GetProperty("FilterType").GetString());
            Assert.NotEmpty(rule.GetProperty("SqlFilter").GetProperty("SqlExpression").GetString()!);
        }
    }
}
