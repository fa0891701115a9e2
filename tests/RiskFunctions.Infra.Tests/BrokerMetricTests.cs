using RiskFunctions.Infra.Tests.Bicep;

namespace RiskFunctions.Infra.Tests;

/// <summary>What is read from the platform's metrics of the namespace, because it reaches no workspace. Both look at our topic alone.</summary>
[Collection(BicepTests.Name)]
public sealed class BrokerMetricTests(ParsedBicep bicep)
{
    [NeedsNpmFact]
    public void Dead_letters_raise_an_alert_on_the_namespace()
    {
        var alert = bicep["infra/modules/alerts.bicep"].Resource("deadLetters");
        var criteria = alert.Text("properties", "criteria")!;

        Assert.Equal("Microsoft.Insights/metricAlerts", alert.Type);
        Assert.Equal("[serviceBusNamespaceId]", alert.Text("properties", "scopes"));
        Assert.Contains("metricNamespace: 'Microsoft.ServiceBus/namespaces'", criteria, StringComparison.Ordinal);
        Assert.Contains("metricName: 'DeadletteredMessages'", criteria, StringComparison.Ordinal);
        Assert.Contains("{ name: 'EntityName', operator: 'Include', values: [topicName] }", criteria, StringComparison.Ordinal);
        Assert.Matches(@"timeAggregation: 'Maximum'\s+operator: 'GreaterThan'\s+threshold: 0\b", criteria);
        Assert.Contains("actionGroup.id", alert.Text("properties", "actions")!, StringComparison.Ordinal);
    }

    [NeedsNpmFact]
    public void Workbook_shows_waiting_and_dead_letters_of_the_topic()
    {
        var panel = bicep["infra/modules/workbook.bicep"].Declarations("variable_declaration").Single(node => node.Children[0].Text == "queueDepth").At()!;

        Assert.Equal("10", panel.Properties()["type"].Text);
        Assert.Contains("['ActiveMessages', 'DeadletteredMessages']", panel.Text, StringComparison.Ordinal);
        Assert.Contains("metric: 'microsoft.servicebus/namespaces--${metric}'", panel.Text, StringComparison.Ordinal);
        Assert.Contains("resourceIds: [serviceBusNamespaceId]", panel.Text, StringComparison.Ordinal);
        Assert.Contains("key: 'EntityName', operator: 0, values: [topicName]", panel.Text, StringComparison.Ordinal);
        Assert.Contains("[timeRange, queueDepth]", bicep["infra/modules/workbook.bicep"].Root.Text, StringComparison.Ordinal);
    }
}
