using Microsoft.Extensions.Configuration;
using RiskFunctions.LocalHost.Commands;
using RiskFunctions.LocalHost.Explaining;
using RiskFunctions.Testing.Signals;

namespace RiskFunctions.LocalHost.Tests.Commands;

public sealed class ExplainTests
{
    public static TheoryData<string, string> Samples => new()
    {
        { "sentinel-incident", "full" }, { "sentinel-incident", "cleared" }, { "sentinel-incident", "decorated" }, { "sentinel-incident", "no-address" },
        { "sentinel-alert", "full" }, { "sentinel-alert", "network-connection" }, { "defender-alert", "attacker-and-victim" },
        { "defender-alert", "cleared" }, { "defender-alert", "network-connection" }, { "defender-incident", "cleared" }, { "defender-incident", "full" },
        { "risk-signal", "full" }, { "risk-signal", "no-address" }, { "okta-risk-event", "full" }, { "cloudevents", "full" }, { "event-grid", "full" },
        { "step-outputs", "full" }, { "graph-answer", "full" },
    };

    [Theory]
    [InlineData("sentinel-incident", "cleared", "Becomes: completed without a request (cleared)")]
    [InlineData("sentinel-incident", "cleared", "Cleared: object.properties: status closed, classification benignPositive")]
    [InlineData("defender-alert", "attacker-and-victim", "Address: 203.0.113.61 HIGH 2026-03-04T04:58:03.250Z Password spray")]
    [InlineData("defender-alert", "attacker-and-victim", "Address: 203.0.113.62 left out (victim): its role says that it was attacked; at evidence[1].ipAddress")]
    [InlineData("step-outputs", "full", "Format: step-outputs (told by headers and body) > sentinel-incident (told by object.properties)")]
    [InlineData("risk-signal", "no-address", "Dead letter: InvalidSignal: ip: is missing")]
    public void Explain_says_what_becomes_of_a_sample(string format, string name, string line) =>
        Assert.Contains(line, ExplanationLines.Of(Explain(format, name)));

    [Theory]
    [MemberData(nameof(Samples))]
    public void Explain_as_data_is_json_with_the_same_addresses(string format, string name)
    {
        var explanation = Explain(format, name);

        using var json = System.Text.Json.JsonDocument.Parse(ExplanationJson.Write(explanation));

        Assert.Equal(explanation.Becomes, json.RootElement.GetProperty("becomes").GetString());
        Assert.Equal(explanation.Addresses.Select(a => a.Address), json.RootElement.GetProperty("addresses").EnumerateArray().Select(a => a.GetProperty("address").GetString()));
        Assert.Equal(explanation.Becomes == "sent", json.RootElement.GetProperty("requests").GetArrayLength() > 0);
    }

    private static RiskFunctions.Checks.MessageExplanation Explain(string format, string name) =>
        ExplainCommand.Explain(Sample.Bytes(format, name), new ConfigurationManager());
}
