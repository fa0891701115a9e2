using System.Text;
using Microsoft.Extensions.Configuration;
using RiskFunctions.LocalHost.Commands;
using RiskFunctions.LocalHost.Explaining;
using RiskFunctions.Testing.Signals;

namespace RiskFunctions.LocalHost.Tests.Commands;

public sealed class ExplainTests
{
    private const string Alert = """
        {"SystemAlertId":"a-1","AlertDisplayName":"Stolen session","Severity":"Medium","Entities":[{"Type":"account","Name":"name","UPNSuffix":"corp.local"}]}
        """;

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
    [InlineData(
        "defender-alert", "attacker-and-victim", "Address: 203.0.113.62 left out (victim): its role says that it was attacked; at evidence[1].ipAddress")]
    [InlineData("step-outputs", "full", "Format: step-outputs (told by headers and body) > sentinel-incident (told by object.properties)")]
    [InlineData("risk-signal", "no-address", "Dead letter: InvalidSignal: ip: is missing")]
    public void Explain_says_what_becomes_of_a_sample(string format, string name, string line) =>
        Assert.Contains(line, ExplanationLines.Of(Explain(format, name)));

    [Theory]
    [InlineData(
        """{"user":"name@corp.local","riskLevel":"HIGH","message":"Stolen"}""", "Becomes: sent to Okta", "User: name@example.com user-risk-change HIGH ")]
    [InlineData(
        """{"user":"name@corp.local","ip":"203.0.113.7","riskLevel":"LOW"}""", "Address: 203.0.113.7 LOW ", "User: name@example.com user-risk-change LOW ")]
    [InlineData(
        """{"events":{"https://schemas.openid.net/secevent/caep/event-type/session-revoked":{"subject":{"format":"email","email":"name@corp.local"}}}}""",
        "Becomes: sent to Okta", "User: name@example.com session-revoked 20")]
    [InlineData("""{"user":"break.glass@example.com","riskLevel":"HIGH"}""", "Becomes: completed without a request",
        "left out (excluded): Signals:ExcludedUsers names the user")]
    [InlineData("""{"user":"name@corp.local","riskLevel":"HIGH","timestamp":"2026-01-01T00:00:00Z"}""",
        "User: name@example.com left out (too-old): it was seen longer than SecurityEvents:MaxAge ago", "")]
    [InlineData(Alert, "User: name@example.com left out (level): SecurityEvents:UsersFromAlerts lets no alert of this level speak about users",
        "Becomes: completed without a request (users-left-out)")]
    public void Explain_says_what_becomes_of_a_user_under_the_settings(string body, string line, string other)
    {
        var lines = ExplanationLines.Of(ExplainCommand.Explain(Encoding.UTF8.GetBytes(body), Users("true")));

        Assert.Contains(lines, l => l.Contains(line));
        Assert.Contains(lines, l => l.Contains(other));
    }

    [Fact]
    public void Explain_with_security_events_off_says_so()
    {
        var explanation = ExplainCommand.Explain("""{"user":"name@corp.local","riskLevel":"HIGH"}"""u8.ToArray(), Users("false"));

        Assert.Equal(("dead-lettered", "DestinationOff"), (explanation.Becomes, explanation.Reason));
        Assert.Equal("destination-off", Assert.Single(explanation.Users).LeftOut);
        using var json = System.Text.Json.JsonDocument.Parse(ExplanationJson.Write(explanation));
        Assert.Equal("destination-off", json.RootElement.GetProperty("users")[0].GetProperty("leftOut").GetString());
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Explain_as_data_is_json_with_the_same_addresses(string format, string name)
    {
        var explanation = Explain(format, name);

        using var json = System.Text.Json.JsonDocument.Parse(ExplanationJson.Write(explanation));

        Assert.Equal(explanation.Becomes, json.RootElement.GetProperty("becomes").GetString());
        Assert.Equal(
            explanation.Addresses.Select(a => a.Address),
            json.RootElement.GetProperty("addresses").EnumerateArray().Select(a => a.GetProperty("address").GetString()));
        Assert.Equal(explanation.Becomes == "sent", json.RootElement.GetProperty("requests").GetArrayLength() > 0);
    }

    private static IConfiguration Users(string on) => new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("SecurityEvents:Enabled", on), new("SecurityEvents:Issuer", "https://transmitter.example"), new("SecurityEvents:UsersFromAlerts", "High"),
            new("SecurityEvents:SuffixMap:corp.local", "example.com"), new("Signals:ExcludedUsers:0", "break.glass@example.com"),
        ]).Build();

    private static RiskFunctions.Checks.MessageExplanation Explain(string format, string name) =>
        ExplainCommand.Explain(Sample.Bytes(format, name), new ConfigurationManager());
}
