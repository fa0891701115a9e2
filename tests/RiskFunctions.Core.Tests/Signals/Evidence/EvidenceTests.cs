using RiskFunctions.Signals;
using RiskFunctions.Signals.Results;
using static RiskFunctions.Testing.Signals.ReaderBuilder;

namespace RiskFunctions.Core.Tests.Signals.Evidence;

/// <summary>An alert is evidence: what goes, what is left out for which reason, and that nothing falls silently.</summary>
public class EvidenceTests
{
    private const string Attacker = """{"@odata.type":"#microsoft.graph.security.ipEvidence","ipAddress":"203.0.113.1"}""";

    [Theory]
    [InlineData("resolved", "falsePositive", true)]
    [InlineData("Resolved", "FalsePositive", true)]
    [InlineData("resolved", "informationalExpectedActivity", true)]
    [InlineData("Resolved", "Informational, expected activity", true)]
    [InlineData("resolved", "benignPositive", true)]
    [InlineData("Closed", "BenignPositive - SuspiciousButExpected", true)]
    [InlineData("closed", "False Positive", true)]
    [InlineData("Dismissed", "", true)]
    [InlineData("redirected", "unknown", true)]
    [InlineData("resolved", "truePositive", false)]
    [InlineData("resolved", "unknown", false)]
    [InlineData("Closed", "Undetermined", false)]
    [InlineData("Closed", "TruePositive", false)]
    [InlineData("inProgress", "falsePositive", false)]
    [InlineData("new", "", false)]
    public void Read_cleared_alert_is_not_sent_and_told(string status, string classification, bool cleared)
    {
        string[] bodies =
        [
            $$"""{"severity":"high","status":"{{status}}","classification":"{{classification}}","evidence":[{{Attacker}}]}""",
            $$"""{"SystemAlertId":"a","Severity":"High","Status":"{{status}}","Classification":"{{classification}}","Entities":["""
            + $$"""{"Type":"ip","Address":"203.0.113.1"}]}""",
            $$"""{"object":{"properties":{"severity":"High","status":"{{status}}","classification":"{{classification}}","relatedEntities":["""
            + $$"""{"kind":"Ip","properties":{"address":"203.0.113.1"} }]} } }""",
            $$"""{"severity":"high","status":"active","alerts":[{"status":"{{status}}","classification":"{{classification}}","evidence":[{{Attacker}}]}]}""",
            $$"""{"severity":"high","status":"{{status}}","classification":"{{classification}}","alerts":[{"status":"new","evidence":[{{Attacker}}]}]}""",
        ];

        Assert.All(bodies, body =>
        {
            var readable = ReadAssert.Readable(Read(body));
            Assert.Equal((cleared ? 0 : 1, cleared ? 1 : 0), (readable.Signals.Count, readable.Cleared.Count));
        });
    }

    [Fact]
    public void Read_cleared_alert_beside_another_leaves_that_one_good()
    {
        const string Cleared = """{"status":"resolved","classification":"falsePositive","evidence":[{"ipAddress":"203.0.113.9"}]}""";

        var readable = ReadAssert.Readable(Read($$"""{"severity":"high","alerts":[{{Cleared}},{"evidence":[{{Attacker}}]}]}"""));

        Assert.Equal("203.0.113.1", Assert.Single(readable.Signals).Address.ToString());
        Assert.Equal(new ClearedAlert("alerts[0]", "status resolved, classification falsePositive"), Assert.Single(readable.Cleared));
    }

    [Theory]
    [InlineData("""["attacker","source"]""", "malicious", null)]
    [InlineData("""["unknown"]""", "unknown", null)]
    [InlineData("""["somethingNew"]""", "suspicious", null)]
    [InlineData("""["attacked","attacker"]""", "unknown", null)]
    [InlineData("""["destination","attacked"]""", "unknown", "victim")]
    [InlineData("""["Compromised"]""", "malicious", "victim")]
    [InlineData("""["scanned"]""", "unknown", "victim")]
    [InlineData("\"destination, attacked\"", "unknown", "victim")]
    [InlineData("""["contextual"]""", "unknown", "bystander")]
    [InlineData("""["attacker"]""", "noThreatsFound", "harmless")]
    [InlineData("""[]""", "NoThreatsFound", "harmless")]
    public void Read_role_and_verdict_decide(string roles, string verdict, string? reason)
    {
        var evidence = $$"""{"@odata.type":"#microsoft.graph.security.ipEvidence","ipAddress":"203.0.113.1","roles":{{roles}},"verdict":"{{verdict}}"}""";

        var readable = ReadAssert.Readable(Read($$"""{"severity":"high","evidence":[{{evidence}}]}"""));

        Assert.Equal(reason is null ? 1 : 0, readable.Signals.Count);
        Assert.Equal(reason, readable.LeftOut.Select(l => l.Reason.Tag()).SingleOrDefault());
    }

    [Theory]
    [InlineData("networkConnection", """{"sourceAddress":{"ipAddress":"203.0.113.1"},"destinationAddress":{"ipAddress":"203.0.113.2"}}""", "203.0.113.1")]
    [InlineData("networkConnection", """{"sourceAddress":{ONE,"roles":["attacked"]},"destinationAddress":{TWO,"roles":["attacker"]}}""", "203.0.113.2")]
    [InlineData("networkConnection", """{"verdict":"noThreatsFound","sourceAddress":{ONE},"destinationAddress":{TWO}}""", "")]
    [InlineData(
        "networkConnection", """{"sourceAddress":{ONE,"roles":["source"]},"destinationAddress":{TWO,"roles":["commandAndControl"]}}""",
        "203.0.113.1 203.0.113.2")]
    [InlineData(
        "networkConnection", """{"sourceAddress":{ONE,"roles":["attacked"]},"destinationAddress":{TWO,"roles":["CommandAndControl"]}}""", "203.0.113.2")]
    [InlineData("dns", """{"domainName":"x","ipAddresses":[{ONE}],"dnsServerIp":{TWO},"hostIpAddress":{"ipAddress":"203.0.113.3"}}""", "203.0.113.1")]
    [InlineData("device", """{"lastIpAddress":"203.0.113.1","lastExternalIpAddress":"203.0.113.2","ipInterfaces":["203.0.113.3"]}""", "")]
    [InlineData("ioTDevice", """{"ipAddress":{ONE},"nics":[{"ipAddress":{TWO}}]}""", "")]
    [InlineData("kubernetesService", """{"clusterIP":{ONE},"externalIPs":[{TWO}]}""", "")]
    [InlineData("container", """{"pod":{"podIp":{ONE}}}""", "")]
    [InlineData("analyzedMessage", """{"senderIp":"203.0.113.1"}""", "")]
    [InlineData(null, """{"OdataType":"microsoft.graph.security.IpEvidence","IpAddress":"203.0.113.1"}""", "203.0.113.1")]
    [InlineData(null, """{"Verdict":"malicious","AdditionalProperties":{"@odata.type":"#microsoft.graph.security.ipEvidence",ONE}}""", "203.0.113.1")]
    [InlineData(null, """{"entityType":"Ip","ipAddress":"203.0.113.1"}""", "203.0.113.1")]
    [InlineData(null, """{"entityType":"User","ipAddress":null}""", "")]
    public void Read_addresses_in_other_evidence_follow_the_table(string? kind, string fields, string sent)
    {
        fields = fields.Replace("ONE", "\"ipAddress\":\"203.0.113.1\"").Replace("TWO", "\"ipAddress\":\"203.0.113.2\"");
        var evidence = kind is null ? fields : $$"""{"@odata.type":"#microsoft.graph.security.{{kind}}Evidence",{{fields[1..]}}""";

        var readable = ReadAssert.Readable(Read($$"""{"severity":"high","evidence":[{{evidence}}]}"""));

        Assert.Equal(sent, string.Join(' ', readable.Signals.Select(s => s.Address)));
        Assert.Empty(readable.Warnings);
    }

    [Theory]
    [InlineData("""[{"Type":"host","IpInterfaces":[{"Type":"ip","Address":"203.0.113.3"}]},{"$id":"9","Type":"network-connection","SourceAddress":"""
        + """{"$id":"4","Type":"ip","Address":"203.0.113.1"},"DestinationAddress":{"Address":"203.0.113.2"}}]""")]
    [InlineData("""[{"$id":3,"type":"ip","address":"203.0.113.1"},{"type":"network-connection","sourceAddress":{"$ref":"3"}}]""")]
    [InlineData("""[{"$id":"1","Type":"account"},{"$id":"1","Type":"ip","Address":"203.0.113.1"},{"$ref":"1"}]""")]
    [InlineData("""[{"Type":"ip","Address":"203.0.113.1"},{"Type":"ip","Address":"203.0.113.2","Role":"Attacked"}]""")]
    [InlineData("\"[{\\\"Type\\\":\\\"IP\\\",\\\"ADDRESS\\\":\\\"203.0.113.1\\\"}]\"")]
    public void Read_entities_of_sentinel_follow_the_same_table(string entities)
    {
        var signal = ReadAssert.Single(Read($$"""{"DisplayName":"x","AlertSeverity":"Critical","SystemAlertId":"a","Entities":{{entities}}}"""));

        Assert.Equal(("203.0.113.1", RiskLevel.High), (signal.Address.ToString(), signal.Level));
    }

    [Theory]
    [InlineData("203.0.113.1:8080", "203.0.113.1")]
    [InlineData("[2001:db8::1]:443", "2001:db8::1")]
    [InlineData("[2001:db8::1]", "2001:db8::1")]
    [InlineData("2001:db8::1%eth0", "2001:db8::1")]
    [InlineData("203.0.113.1, 203.0.113.2", "203.0.113.1 203.0.113.2")]
    [InlineData("203.0.113.1;203.0.113.2 203.0.113.3", "203.0.113.1 203.0.113.2 203.0.113.3")]
    [InlineData("[\\\"203.0.113.1\\\",\\\"203.0.113.2\\\"]", "203.0.113.1 203.0.113.2")]
    [InlineData("['203.0.113.1', '2001:db8::2']", "203.0.113.1 2001:db8::2")]
    [InlineData("203[.]0[.]113[.]1", "203.0.113.1")]
    [InlineData("203.0.113[.]1", "203.0.113.1")]
    [InlineData(" 203.0.113.1* ", "203.0.113.1")]
    [InlineData("203.0.113.1.", "203.0.113.1")]
    [InlineData("203.0.113.1 (Tor exit)", "203.0.113.1")]
    [InlineData("\\\"203.0.113.1\\\"", "203.0.113.1")]
    [InlineData("203.0.113.1/32", "203.0.113.1")]
    [InlineData("-", "")]
    [InlineData("", "")]
    public void Read_decorated_address_of_an_alert_gives_the_address(string written, string addresses)
    {
        var readable = ReadAssert.Readable(Read($$"""{"severity":"High","relatedEntities":[{"kind":"Ip","properties":{"address":"{{written}}"} }]}"""));

        Assert.Equal(addresses, string.Join(' ', readable.Signals.Select(s => s.Address)));
        Assert.Empty(readable.Warnings);
    }

    [Theory]
    [InlineData("\"203.0.113.300\"", "is not an IPv4 or IPv6 address")]
    [InlineData("\"203.0.113.0/24\"", "is a network, not one address")]
    [InlineData("\"203.0.113.1:99999\"", "is not an IPv4 or IPv6 address")]
    [InlineData("\"host.example\"", "is not an IPv4 or IPv6 address")]
    [InlineData("7", "must be text, not a number")]
    public void Read_address_that_cannot_be_read_is_told_with_others_and_dead_letters_alone(string written, string fault)
    {
        var bad = $$"""{"@odata.type":"#microsoft.graph.security.ipEvidence","ipAddress":{{written}}}""";

        var beside = ReadAssert.Readable(Read($$"""{"severity":"high","evidence":[{{bad}},{{Attacker}}]}"""));

        Assert.Single(beside.Signals);
        var warning = Assert.Single(beside.Warnings);
        Assert.Equal(("evidence[0].ipAddress", fault), (warning.Field, warning.Fault));
        ReadAssert.Unreadable(Read($$"""{"severity":"high","evidence":[{{bad}}]}"""), DeadLetterReason.InvalidSignal, "evidence[0].ipAddress", fault);
    }

    [Theory]
    [InlineData("""{"severity":"high","evidence":[null,#]}""", "evidence[0]")]
    [InlineData("""{"severity":"high","evidence":["x",#]}""", "evidence[0]")]
    [InlineData("""{"severity":"high","title":7,"evidence":[#]}""", "title")]
    [InlineData("""{"severity":"high","lastActivityDateTime":"x","evidence":[#]}""", "lastActivityDateTime")]
    [InlineData("""{"severity":"high","evidence":[{"$ref":"77"},#]}""", "evidence[0]")]
    [InlineData("""{"severity":"high","alerts":[null,{"evidence":[#]}]}""", "alerts[0]")]
    [InlineData("""{"severity":"Weird","evidence":[#]}""", "severity")]
    public void Read_odd_member_costs_that_member_and_a_warning(string body, string field)
    {
        var readable = ReadAssert.Readable(Read(body.Replace("#", Attacker)));

        Assert.Single(readable.Signals);
        Assert.Equal(field, Assert.Single(readable.Warnings).Field);
    }

    [Theory]
    [InlineData("""{"objectSchemaType":"Incident","object":{"type":"Microsoft.SecurityInsights/Incidents","properties":{"severity":"High","alerts":[]}}}""")]
    [InlineData("""{"severity":"high","evidence":null,"alertWebUrl":"x"}""")]
    [InlineData("""{"SystemAlertId":"a","Severity":"High"}""")]
    [InlineData("""{"severity":"high","evidence":[null]}""")]
    [InlineData("""{"value":[]}""")]
    public void Read_alert_without_addresses_is_done_with(string body) => Assert.Empty(ReadAssert.Readable(Read(body)).Signals);

    [Theory]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("1970-01-01T00:00:00Z")]
    [InlineData("1601-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59Z")]
    public void Read_placeholder_time_is_no_time(string placeholder)
    {
        var next = ReadAssert.Single(
            Read($$"""{"severity":"high","lastActivityDateTime":"{{placeholder}}","createdDateTime":"2026-03-04T05:00:00Z","evidence":[{{Attacker}}]}"""));
        var none = ReadAssert.Single(Read($$"""{"severity":"high","lastActivityDateTime":"{{placeholder}}","evidence":[{{Attacker}}]}"""));

        Assert.Equal(new DateTimeOffset(2026, 3, 4, 5, 0, 0, TimeSpan.Zero), next.Timestamp);
        Assert.Equal(new DateTimeOffset(2026, 3, 4, 5, 5, 7, 123, TimeSpan.Zero), none.Timestamp);
    }

    [Theory]
    [InlineData(
        """{"severity":"high","status":"newAlert","vendorInformation":{},"networkConnections":[{"sourceAddress":"203.0.113.1"}]}""", "networkConnections")]
    [InlineData("""{"severity":"high","evidence":[],"hostStates":[{"publicIpAddress":"203.0.113.1"}]}""", "hostStates")]
    public void Read_alert_of_the_retired_api_is_refused_by_name(string body, string field) =>
        ReadAssert.Unreadable(Read(body), DeadLetterReason.UnsupportedFormat, field, "alerts_v2");

    [Theory]
    [InlineData("""{"headers":{},"body":#}""")]
    [InlineData("""{"statusCode":200,"body":#}""")]
    [InlineData("""{"value":[#]}""")]
    [InlineData("""[#]""")]
    [InlineData("""{"headers":{},"body":{"value":[#]}}""")]
    public void Read_envelope_made_by_mistake_is_opened(string envelope) =>
        ReadAssert.Single(Read(envelope.Replace("#", $$"""{"severity":"high","evidence":[{{Attacker}}]}""")));

    [Fact]
    public void Read_json_text_in_a_string_is_opened_once()
    {
        const string Signal = """{"ip":"203.0.113.1","riskLevel":"high"}""";
        var once = Quoted(Signal);

        Assert.Equal(RiskLevel.High, ReadAssert.Single(Read(once)).Level);
        ReadAssert.Unreadable(Read($"[{Quoted($"[{once}]")}]"), DeadLetterReason.UnsupportedFormat, "[0][0]", "one is opened");
    }

    [Fact]
    public void Read_json_lines_says_to_send_an_array() =>
        ReadAssert.Unreadable(
            Read("{\"ip\":\"203.0.113.1\",\"riskLevel\":\"HIGH\"}\n{\"ip\":\"203.0.113.2\",\"riskLevel\":\"HIGH\"}\n"),
            DeadLetterReason.UnsupportedFormat,
            "body",
            "send them as an array");

    [Fact]
    public void Read_repeats_and_left_out_addresses_do_not_count_towards_the_thousand()
    {
        var victims = Enumerable.Range(0, 1200).Select(n => $$"""{"ipAddress":"20.1.{{n / 250}}.{{n % 250}}","roles":["attacked"]}""");

        var readable = ReadAssert.Readable(
            Read($$"""{"severity":"high","evidence":[{{string.Join(',', Enumerable.Repeat(Attacker, 1200).Concat(victims))}}]}"""));

        Assert.Equal((1, 1200), (readable.Signals.Count, readable.LeftOut.Count));
    }

    private static string Quoted(string text) => $"\"{System.Text.Json.JsonEncodedText.Encode(text)}\"";
}
