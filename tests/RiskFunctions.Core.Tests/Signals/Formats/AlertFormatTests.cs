using RiskFunctions.Signals;
using static RiskFunctions.Testing.Signals.ReaderBuilder;

namespace RiskFunctions.Core.Tests.Signals.Formats;

public class AlertFormatTests
{
    private const string IpEntity = """{"kind":"Ip","properties":{"address":"203.0.113.1"}}""";
    private const string IpEvidence = """{"@odata.type":"#microsoft.graph.security.ipEvidence","ipAddress":"203.0.113.1"}""";

    [Theory]
    [InlineData("""{"objectSchemaType":"Incident"}""", "object", "is missing")]
    [InlineData("""{"objectSchemaType":"Incident","object":[]}""", "object", "must be an object, not an array")]
    [InlineData("""{"objectSchemaType":"Incident","object":{}}""", "object.properties", "is missing")]
    [InlineData("""{"type":"Microsoft.SecurityInsights/Incidents","properties":7}""", "properties", "must be an object, not a number")]
    [InlineData("""{"object":{"properties":{"relatedEntities":[]}}}""", "object.properties.severity", "is missing")]
    [InlineData("""{"object":{"properties":{"severity":3,"relatedEntities":[]}}}""", "object.properties.severity", "must be text, not a number")]
    [InlineData("""{"severity":"High","relatedEntities":{}}""", "relatedEntities", "must be an array, not an object")]
    [InlineData("""{"severity":"High","relatedEntities":[7]}""", "relatedEntities[0]", "must be an object, not a number")]
    [InlineData("""{"severity":"High","relatedEntities":[{"kind":7}]}""", "relatedEntities[0].kind", "must be text, not a number")]
    [InlineData(
        """{"severity":"High","relatedEntities":[{"kind":"Ip","properties":"203.0.113.1"}]}""", "relatedEntities[0].properties", "must be an object, not text")]
    [InlineData("""{"SystemAlertId":"a","Entities":[]}""", "Severity", "is missing")]
    [InlineData("""{"SystemAlertId":"a","Severity":7,"Entities":[]}""", "Severity", "must be text, not a number")]
    [InlineData("""{"SystemAlertId":"a","Severity":"High","Entities":7}""", "Entities", "must be an array, not a number")]
    [InlineData("""{"SystemAlertId":"a","Severity":"High","Entities":"nothing"}""", "Entities", "is not JSON")]
    [InlineData("""{"SystemAlertId":"a","Severity":"High","Entities":"{}"}""", "Entities", "must hold an array, not an object")]
    [InlineData("""{"SystemAlertId":"a","Severity":"High","Entities":"[{\"Type\":7}]"}""", "Entities[0].Type", "must be text, not a number")]
    [InlineData("""{"SystemAlertId":"a","Severity":"High","Entities":[{"Type":"ip","Address":7}]}""", "Entities[0].Address", "must be text, not a number")]
    [InlineData("""{"evidence":[]}""", "severity", "is missing")]
    [InlineData("""{"severity":7,"evidence":[]}""", "severity", "must be text, not a number")]
    [InlineData("""{"severity":"high","evidence":"x"}""", "evidence", "must be an array, or text that holds one")]
    [InlineData("""{"severity":"high","evidence":["x"]}""", "evidence[0]", "must be an object, not text")]
    [InlineData("""{"severity":"high","evidence":[{"@odata.type":7}]}""", "evidence[0].@odata.type", "must be text, not a number")]
    [InlineData("""{"severity":"high","evidence":[{"@odata.type":"#microsoft.graph.security.ipEvidence","ipAddress":7}]}""", "evidence[0].ipAddress",
        "must be text, not a number")]
    [InlineData("""{"incidentWebUrl":"x"}""", "alerts", "$expand=alerts")]
    [InlineData("""{"alerts":7}""", "alerts", "must be an array, not a number")]
    [InlineData("""{"severity":7,"alerts":[]}""", "severity", "must be text, not a number")]
    [InlineData("""{"alerts":[7]}""", "alerts[0]", "must be an object, not a number")]
    [InlineData("""{"alerts":[{"evidence":[]}]}""", "alerts[0].severity", "is missing")]
    public void Read_wrong_or_missing_field_is_named(string body, string field, string fault) =>
        ReadAssert.Unreadable(Read(body), DeadLetterReason.InvalidSignal, field, fault);

    [Theory]
    [InlineData("""{"object":{"properties":{"severity":"High","relatedEntities":[#]}}}""")]
    [InlineData("""{"properties":{"severity":"High","relatedEntities":[#]}}""")]
    [InlineData("""{"severity":"High","relatedEntities":[#],"alerts":[]}""")]
    public void Read_incident_passed_on_in_part_is_read(string body)
    {
        var readable = ReadAssert.Readable(Read(body.Replace("#", IpEntity)));

        Assert.Equal("sentinel-incident", readable.Format);
        Assert.Single(readable.Signals);
    }

    [Theory]
    [InlineData("4711", "4711")]
    [InlineData("\"4711\"", "4711")]
    [InlineData("null", "prov-1")]
    [InlineData("\" \"", "prov-1")]
    public void Read_incident_number_is_taken_as_number_or_text(string number, string expected)
    {
        var incident = Read($$"""{"severity":"High","incidentNumber":{{number}},"providerIncidentId":"prov-1","relatedEntities":[{{IpEntity}}]}""");

        Assert.Equal(expected, ReadAssert.Single(incident).Reference);
    }

    [Theory]
    [InlineData("""[{"Type":"ip","Address":"203.0.113.1"}]""")]
    [InlineData("""[{"type":"IP","address":"203.0.113.1"}]""")]
    [InlineData("""[{"Address":"203.0.113.1"},{"Name":"no kind and no address"}]""")]
    [InlineData("""[{"$id":"1","Type":"host","IpInterfaces":[{"$id":"2","Type":"ip","Address":"203.0.113.1"}]},{"$ref":"2"}]""")]
    [InlineData("""[{"$ref":"1"},{"$id":"2","Type":"account","Links":{"Seen":{"$id":"1","Type":"ip","Address":"203.0.113.1"}}},{"$ref":"2"},{"$ref":"77"},"""
        + """{"$ref":7}]""")]
    [InlineData("\"[{\\\"Type\\\":\\\"ip\\\",\\\"Address\\\":\\\"203.0.113.1\\\"}]\"")]
    public void Read_entities_of_an_alert_are_found_in_every_spelling(string entities)
    {
        var body = $$"""{"systemAlertId":"a","severity":"High","entities":{{entities}}}""";

        Assert.Equal("203.0.113.1", ReadAssert.Single(Read(body)).Address.ToString());
    }

    [Fact]
    public void Read_alert_with_empty_entities_text_has_no_address() =>
        Assert.Empty(ReadAssert.Readable(Read("""{"SystemAlertId":"a","Severity":"High","Entities":""}""")).Signals);

    [Theory]
    [InlineData("high", RiskLevel.High)]
    [InlineData("Medium", RiskLevel.Medium)]
    [InlineData("LOW", RiskLevel.Low)]
    [InlineData("informational", RiskLevel.Low)]
    [InlineData("unknown", RiskLevel.Low)]
    [InlineData("unknownFutureValue", RiskLevel.Low)]
    [InlineData("Critical", RiskLevel.High)]
    [InlineData("very high", RiskLevel.High)]
    [InlineData("UnSpecified", RiskLevel.Low)]
    [InlineData("Sev2", RiskLevel.Medium)]
    public void Read_severity_is_mapped(string severity, RiskLevel expected)
    {
        var reader = Reader(o => o.SeverityMap["sev2"] = "Medium");

        Assert.Equal(expected, ReadAssert.Single(reader.Read($$"""{"severity":"{{severity}}","evidence":[{{IpEvidence}}]}""")).Level);
    }

    [Theory]
    [InlineData("2026-03-04T05:00:00")]
    [InlineData("2026-03-04T05:00:00.0000000Z")]
    [InlineData("2026-03-04T06:00:00+01:00")]
    public void Read_time_of_an_alert_is_utc_when_it_has_no_offset(string time) =>
        Assert.Equal(
            new DateTimeOffset(2026, 3, 4, 5, 0, 0, TimeSpan.Zero),
            ReadAssert.Single(Read($$"""{"severity":"low","createdDateTime":"{{time}}","evidence":[{{IpEvidence}}]}""")).Timestamp);

    [Fact]
    public void Read_old_alert_beside_a_new_one_is_told_and_leaves_the_new_one_good()
    {
        var readable = ReadAssert.Readable(Reader(o => o.DefaultLifetime = TimeSpan.FromHours(1)).Read(
            $$"""{"severity":"high","alerts":[{"createdDateTime":"2026-03-01T00:00:00Z","evidence":[{{IpEvidence}}]},"""
            + $$"""{"createdDateTime":"2026-03-04T05:00:00Z","evidence":[{{IpEvidence}}]}]}"""));

        Assert.Equal(new DateTimeOffset(2026, 3, 4, 6, 0, 0, TimeSpan.Zero), readable.Signals[1].ExpiresAt);
        Assert.Equal(
            "timestamp: the signal had expired by Signals:DefaultLifetime at 2026-03-01T01:00:00.000Z, before it could be sent (1 of the message's 2 "
            + "signals had; those that had not were sent)",
            readable.PartlyExpired!.Description);
    }

    [Fact]
    public void Read_old_alert_alone_is_expired() =>
        ReadAssert.Unreadable(
            Reader(o => o.DefaultLifetime = TimeSpan.FromHours(1)).Read(
                $$"""{"severity":"high","createdDateTime":"2026-03-01T00:00:00Z","evidence":[{{IpEvidence}}]}"""),
            DeadLetterReason.SignalExpired,
            "timestamp",
            "had expired by Signals:DefaultLifetime at");

    [Fact]
    public void Read_double_key_in_an_alert_is_no_fault() =>
        ReadAssert.Single(Read($$"""{"severity":"high","extra":{"a":1,"a":2},"evidence":[{{IpEvidence}}]}"""));

    [Fact]
    public void Read_more_than_thousand_addresses_of_an_alert_are_refused()
    {
        var evidence = Enumerable.Range(0, 1001).Select(n => IpEvidence.Replace("203.0.113.1", $"20.1.{n / 250}.{n % 250}"));

        ReadAssert.Unreadable(
            Read($$"""{"severity":"high","evidence":[{{string.Join(',', evidence)}}]}"""),
            DeadLetterReason.InvalidSignal, "evidence[1000].ipAddress", "1000 are allowed");
    }

    [Theory]
    [InlineData("""{"ip":"203.0.113.9","riskLevel":"LOW","subjects":[],"evidence":[],"specversion":"1.0","relatedEntities":[]}""", "risk-signal")]
    [InlineData("""{"subjects":[{"ip":"203.0.113.9","riskLevel":"LOW"}],"specversion":"1.0","evidence":[]}""", "okta-risk-event")]
    [InlineData("""{"specversion":"1.0","eventType":"x","data":{"ip":"203.0.113.9","riskLevel":"LOW"},"evidence":[]}""", "cloudevents")]
    [InlineData("""{"eventType":"x","data":{"ip":"203.0.113.9","riskLevel":"LOW"},"relatedEntities":[],"severity":"low"}""", "event-grid")]
    [InlineData("""{"severity":"low","relatedEntities":[{"kind":"ip","properties":{"address":"203.0.113.9"}}],"SystemAlertId":"a","evidence":[],"alerts":[]}""",
        "sentinel-incident")]
    [InlineData("""{"severity":"low","Entities":[{"Address":"203.0.113.9"}],"AlertDisplayName":"a","evidence":[],"alerts":[]}""", "sentinel-alert")]
    [InlineData("""{"severity":"low","evidence":[{"ipAddress":"203.0.113.9"}],"alerts":[],"incidentWebUrl":"x"}""", "defender-alert")]
    public void Read_payload_of_two_formats_is_read_by_the_first_of_the_order(string body, string format)
    {
        var readable = ReadAssert.Readable(Read(body));

        Assert.Equal(format, readable.Format);
        Assert.Equal("203.0.113.9", Assert.Single(readable.Signals).Address.ToString());
    }
}
