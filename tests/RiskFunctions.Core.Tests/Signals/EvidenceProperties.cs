using FsCheck;
using FsCheck.Fluent;
using static RiskFunctions.Testing.Signals.ReaderBuilder;

namespace RiskFunctions.Core.Tests.Signals;

/// <summary>What holds for any evidence: the subjects of an alert are a set to which attackers add and others do not.</summary>
public class EvidenceProperties
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(300);

    private static Gen<string> Address => Gen.Choose(1, 6).Select(n => $"203.0.113.{n}");

    private static Gen<string> Attackers => Evidence("[]", "[\"attacker\"]", "[\"source\",\"attacked\"]", "[\"unknown\"]");

    private static Gen<string> Others =>
        Gen.OneOf(
            Evidence("[\"attacked\"]", "[\"contextual\"]", "[\"destination\",\"scanned\"]"),
            Address.Select(a => $$"""{"ipAddress":"{{a}}","roles":["attacker"],"verdict":"noThreatsFound"}"""),
            Address.Select(a => $$"""{"@odata.type":"#microsoft.graph.security.deviceEvidence","lastExternalIpAddress":"{{a}}"}"""),
            Address.Select(a => $$"""{"@odata.type":"#microsoft.graph.security.dnsEvidence","dnsServerIp":{"ipAddress":"{{a}}","roles":["attacker"]} }"""));

    private static Gen<string[]> Some => Gen.Choose(0, 6).SelectMany(n => Gen.ArrayOf(Gen.OneOf(Attackers, Others), n));

    [Fact]
    public void Read_victims_and_harmless_evidence_add_no_subject() => Prop.ForAll(
        (from evidence in Some from other in Others select (evidence, other)).ToArbitrary(),
        c => Subjects(c.evidence).SetEquals(Subjects([.. c.evidence, c.other]))).Check(Many);

    [Fact]
    public void Read_attackers_evidence_removes_no_subject() => Prop.ForAll(
        (from evidence in Some from attacker in Attackers select (evidence, attacker)).ToArbitrary(),
        c => Subjects(c.evidence).IsProperSubsetOf(Subjects([.. c.evidence, c.attacker])) || Subjects(c.evidence).SetEquals(Subjects([.. c.evidence, c.attacker]))).Check(Many);

    [Fact]
    public void Read_order_of_evidence_does_not_matter() => Prop.ForAll(
        (from evidence in Some from order in Gen.Shuffle(evidence) select (evidence, order)).ToArbitrary(),
        c => Subjects(c.evidence).SetEquals(Subjects([.. c.order]))).Check(Many);

    private static Gen<string> Evidence(params string[] roles) =>
        from address in Address
        from role in Gen.Elements(roles)
        select $$"""{"@odata.type":"#microsoft.graph.security.ipEvidence","ipAddress":"{{address}}","roles":{{role}}}""";

    private static HashSet<string> Subjects(string[] evidence) =>
        [.. ReadAssert.Readable(Read($$"""{"severity":"high","evidence":[{{string.Join(',', evidence)}}]}""")).Signals.Select(s => s.Address.ToString())];
}
