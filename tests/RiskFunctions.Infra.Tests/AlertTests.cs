using RiskFunctions.Infra.Tests.Bicep;

namespace RiskFunctions.Infra.Tests;

/// <summary>What is read from the platform's metrics of the namespace, because it reaches no workspace. Both look at our topic alone.</summary>
[Collection(BicepTests.Name)]
public sealed class AlertTests(CompiledBicep bicep)
{
    [Fact]
    public async Task Dead_letters_raise_an_alert_on_the_namespace()
    {
        var deployment = await bicep.ProvisionAsync(("ALERT_EMAILS", """["soc@example.com"]"""));
        var alert = deployment.Single("Microsoft.Insights/metricAlerts");
        var rule = deployment.MetricRule;

        Assert.Equal($"""["{deployment.Single("Microsoft.ServiceBus/namespaces").Id}"]""", alert.Json("properties", "scopes"));
        Assert.Equal("""[{"name":"EntityName","operator":"Include","values":["risk-signals"]}]""", rule["dimensions"]!.ToJsonString());
        Assert.Equal("Microsoft.ServiceBus/namespaces", (string?)rule["metricNamespace"]);
        Assert.Equal(
            ("DeadletteredMessages", "Maximum", "GreaterThan", 0),
            ((string?)rule["metricName"], (string?)rule["timeAggregation"], (string?)rule["operator"], (int)rule["threshold"]!));
        Assert.Contains("/actionGroups/ag-", alert.Json("properties", "actions"));
    }

    [Fact]
    public async Task Every_alert_is_mailed_when_there_is_somebody_to_mail_to()
    {
        const string Rules = "Microsoft.Insights/scheduledQueryRules";
        var mailed = await bicep.ProvisionAsync(("ALERT_EMAILS", """["soc@example.com"]"""));
        var silent = await bicep.ProvisionAsync();

        Assert.Equal(6, mailed.All(Rules).Count());
        Assert.All(mailed.All(Rules), rule => Assert.Contains("/actionGroups/ag-", rule.Json("properties", "actions")));
        Assert.All(silent.All(Rules), rule => Assert.Equal("""{"actionGroups":[]}""", rule.Json("properties", "actions")));
    }

    [Fact]
    public async Task Workbook_shows_waiting_and_dead_letters_of_the_topic()
    {
        var deployment = await bicep.ProvisionAsync();
        var workbook = deployment.Single("Microsoft.Insights/workbooks").Text("properties", "serializedData")!;

        Assert.Contains($"\"resourceIds\":[\"{deployment.Single("Microsoft.ServiceBus/namespaces").Id}\"]", workbook);
        Assert.Contains("microsoft.servicebus/namespaces--ActiveMessages", workbook);
        Assert.Contains("microsoft.servicebus/namespaces--DeadletteredMessages", workbook);
        Assert.Contains("\"key\":\"EntityName\",\"operator\":0,\"values\":[\"risk-signals\"]", workbook);
    }
}
