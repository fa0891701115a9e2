using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using RiskFunctions.Testing.Signals;
using RiskFunctions.Testing.Time;
using static RiskFunctions.Testing.Signals.ReaderBuilder;

namespace RiskFunctions.Core.Tests.Signals.Evidence;

/// <summary>What holds for any evidence: the subjects of an alert are a set to which attackers add and others do not.</summary>
public class EvidenceProperties
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(300);

    private static readonly string[] Alerts = ["sentinel-incident", "sentinel-alert", "defender-alert", "defender-incident"];

    private static Gen<string> Address => Gen.Choose(1, 6).Select(n => $"203.0.113.{n}");

    private static Gen<string> Attackers => Gen.OneOf(
        Evidence("[]", "[\"attacker\"]", "[\"source\",\"attacked\"]", "[\"unknown\"]"),
        Address.Select(a => $$"""{"Type":"ip","Address":"{{a}}"}"""),
        Address.Select(a => $$"""{"kind":"Ip","properties":{"address":"{{a}}:443"} }"""),
        Connection("[]", "[\"attacked\"]"),
        Connection("[\"attacker\"]", "[]"),
        Address.Select(a => $$"""{"@odata.type":"#microsoft.graph.security.dnsEvidence","ipAddresses":[{"ipAddress":"{{a}}"}]}"""));

    private static Gen<string> Others => Gen.OneOf(
        Evidence("[\"attacked\"]", "[\"contextual\"]", "[\"destination\",\"scanned\"]"),
        Address.Select(a => $$"""{"ipAddress":"{{a}}","roles":["attacker"],"verdict":"noThreatsFound"}"""),
        Address.Select(a => $$"""{"Type":"ip","Address":"{{a}}","Role":"Attacked"}"""),
        Address.Select(a => $$"""{"@odata.type":"#microsoft.graph.security.deviceEvidence","lastExternalIpAddress":"{{a}}"}"""),
        Address.Select(a => $$"""{"@odata.type":"#microsoft.graph.security.dnsEvidence","dnsServerIp":{"ipAddress":"{{a}}","roles":["attacker"]} }"""),
        Connection("[\"attacked\"]", "[]"),
        Connection("[\"scanned\"]", "[\"destination\"]"));

    private static Gen<string[]> Some => Gen.Choose(0, 6).SelectMany(n => Gen.ArrayOf(Gen.OneOf(Attackers, Others), n));

    [Fact]
    public void Read_victims_and_harmless_evidence_add_no_subject() => Prop.ForAll(
        (from evidence in Some from other in Others select (evidence, other)).ToArbitrary(),
        c => Subjects(c.evidence).SetEquals(Subjects([.. c.evidence, c.other]))).Check(Many);

    [Fact]
    public void Read_attackers_evidence_removes_no_subject() => Prop.ForAll(
        (from evidence in Some from attacker in Attackers select (evidence, attacker)).ToArbitrary(),
        c => Subjects(c.evidence).IsSubsetOf(Subjects([.. c.evidence, c.attacker]))).Check(Many);

    [Fact]
    public void Read_order_of_evidence_does_not_matter() => Prop.ForAll(
        (from evidence in Some from order in Gen.Shuffle(evidence) select (evidence, order)).ToArbitrary(),
        c => Subjects(c.evidence).SetEquals(Subjects([.. c.order]))).Check(Many);

    [Fact]
    public void Read_names_in_any_case_of_letters_say_the_same() => Prop.ForAll(
        (from format in Gen.Elements(Alerts)
         from name in Gen.Elements("full", "ten-addresses", "unknown-fields", "no-address", "minimal")
         from seed in Gen.Choose(0, int.MaxValue - 1)
         select (body: Sample.Bytes(format, name), seed)).ToArbitrary(),
        c => Told(c.body).SequenceEqual(Told(Encoding.UTF8.GetBytes(AnyCase(JsonNode.Parse(c.body)!, new Random(c.seed)).ToJsonString())))).Check(Many);

    // Serializers' own names ($id, $ref) are written in one way only.
    private static JsonNode AnyCase(JsonNode node, Random random) => node switch
    {
        JsonObject o => new JsonObject(o.Select(p => KeyValuePair.Create(
            p.Key.StartsWith('$') ? p.Key : string.Concat(p.Key.Select(c => random.Next(2) == 0 ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c))),
            p.Value is null ? null : AnyCase(p.Value, random)))),
        JsonArray a => new JsonArray([.. a.Select(item => item is null ? null : AnyCase(item, random))]),
        _ => node.DeepClone(),
    };

    private static IEnumerable<string> Told(byte[] body)
    {
        var readable = ReadAssert.Readable(Reader().Read(MessageBuilder.Message(body), ManualTimeProvider.DefaultStart));
        return
        [
            .. readable.Signals.Select(s => s.ToString()),
            .. readable.LeftOut.Select(l => $"{l.Address} {l.Reason}"),
            .. readable.Warnings.Select(w => w.Fault),
        ];
    }

    // The sides have addresses of their own, so that what one says of its own does not hide behind the other.
    private static Gen<string> Connection(string near, string far) =>
        from address in Address
        from other in Gen.Choose(1, 6)
        select $$"""
            {"@odata.type":"#microsoft.graph.security.networkConnectionEvidence","sourceAddress":{"ipAddress":"{{address}}","roles":{{near}}},
             "destinationAddress":{"ipAddress":"203.0.113.{{other}}","roles":{{far}}} }
            """;

    private static Gen<string> Evidence(params string[] roles) =>
        from address in Address
        from role in Gen.Elements(roles)
        select $$"""{"@odata.type":"#microsoft.graph.security.ipEvidence","ipAddress":"{{address}}","roles":{{role}}}""";

    private static HashSet<string> Subjects(string[] evidence) =>
        [.. ReadAssert.Readable(Read($$"""{"severity":"high","evidence":[{{string.Join(',', evidence)}}]}""")).Signals.Select(s => s.Address.ToString())];
}
