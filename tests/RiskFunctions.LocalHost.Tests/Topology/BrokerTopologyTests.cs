using System.Text;
using RiskFunctions.LocalHost.Topology;

namespace RiskFunctions.LocalHost.Tests.Topology;

public sealed class BrokerTopologyTests
{
    private const string Rule = """{"Name":"r","Properties":{"FilterType":"Sql","SqlFilter":{"SqlExpression":"a = 1"}}}""";

    [Fact]
    public void Load_shipped_file_has_the_topic_and_its_lanes()
    {
        var topology = BrokerTopology.Load();

        Assert.Equal("risk-signals", topology.Topic);
        Assert.Equal(["high", "medium", "low"], topology.Subscriptions.Select(s => s.Name));
    }

    [Theory]
    [InlineData("HIGH", "high")]
    [InlineData("LOW", "low")]
    [InlineData("MEDIUM", "medium")]
    [InlineData("high", "medium")]
    [InlineData("HIGH ", "medium")]
    [InlineData("", "medium")]
    [InlineData(5L, "medium")]
    [InlineData(true, "medium")]
    [InlineData(null, "medium")]
    public void Route_every_message_goes_to_exactly_one_lane(object? level, string expected)
    {
        Dictionary<string, object> properties = new(StringComparer.OrdinalIgnoreCase) { ["other"] = "HIGH" };
        if (level is not null)
        {
            properties["RiskLevel"] = level;
        }

        Assert.Equal(expected, Assert.Single(BrokerTopology.Load().Route(properties)).Name);
    }

    [Fact]
    public void Read_subscription_without_rules_takes_everything()
    {
        var topology = Read("""[{"Name":"all","Rules":[]},{"Name":"none"}]""");

        Assert.Equal(2, topology.Route(new Dictionary<string, object>()).Count());
    }

    [Fact]
    public void Read_several_rules_take_a_message_once()
    {
        var topology = Read($$"""[{"Name":"s","Rules":[{{Rule}},{{Rule}}]}]""");

        Assert.Single(topology.Route(new Dictionary<string, object> { ["a"] = 1L }));
    }

    [Theory]
    [InlineData("[]", "Subscriptions: none")]
    [InlineData("{}", "Subscriptions: not an array")]
    [InlineData("""[{"Name":"a"},{"Name":"A"}]""", "'a' is there twice")]
    [InlineData("""[{"Name":""}]""", "Name: not a text")]
    [InlineData("""[{"Name":"a","Rules":[{"Name":"r","Properties":{"FilterType":"Correlation"}}]}]""", "rule r: FilterType Correlation is not supported")]
    [InlineData("""[{"Name":"a","Rules":[{"Name":"r","Properties":{"FilterType":"Sql","Action":{}}}]}]""", "actions are not supported")]
    [InlineData("""[{"Name":"a","Rules":[{"Name":"r","Properties":{"FilterType":"Sql"}}]}]""", "SqlFilter is missing")]
    public void Read_unsupported_content_throws_naming_it(string subscriptions, string fault) =>
        Assert.Contains(fault, Assert.Throws<TopologyException>(() => Read(subscriptions)).Message);

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("[]", "UserConfig is missing")]
    [InlineData("""{"UserConfig":{"Namespaces":[]}}""", "Namespaces: exactly one")]
    [InlineData("""{"UserConfig":{"Namespaces":[{"Topics":[{},{}]}]}}""", "Topics: exactly one")]
    public void Read_other_shape_throws_naming_the_place(string json, string fault) =>
        Assert.Contains(fault, Assert.Throws<TopologyException>(() => EmulatorConfig.Read(Encoding.UTF8.GetBytes(json))).Message);

    private static BrokerTopology Read(string subscriptions) => EmulatorConfig.Read(Encoding.UTF8.GetBytes(
        $$$"""{"UserConfig":{"Namespaces":[{"Name":"n","Topics":[{"Name":"t","Subscriptions":{{{subscriptions}}} }]}]}}"""));
}
