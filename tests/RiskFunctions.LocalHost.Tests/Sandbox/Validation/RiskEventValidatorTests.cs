using System.Text;
using FsCheck;
using FsCheck.Fluent;
using RiskFunctions.LocalHost.Sandbox.Validation;
using static RiskFunctions.Testing.Okta.RiskEventBodies;

namespace RiskFunctions.LocalHost.Tests.Sandbox.Validation;

public sealed class RiskEventValidatorTests
{
    private static readonly string LongestMessage = new('a', 512);

    [Theory]
    [InlineData("203.0.113.7")]
    [InlineData("0.0.0.0")]
    [InlineData("255.255.255.255")]
    [InlineData("2001:db8::1")]
    [InlineData("::ffff:203.0.113.7")]
    [InlineData("2001:0DB8:0000:0000:0000:0000:0000:0001")]
    public void Validate_address_is_textual_passes(string ip) => Assert.Empty(Faults(One(ip)));

    [Theory]
    [InlineData("")]
    [InlineData("1.2.3")]
    [InlineData("1.2.3.4.5")]
    [InlineData("256.1.1.1")]
    [InlineData("01.2.3.4")]
    [InlineData("1.2.3.4 ")]
    [InlineData("0x1.2.3.4")]
    [InlineData("16909060")]
    [InlineData("1.2.3.4/32")]
    [InlineData("2001:db8::1/128")]
    [InlineData("fe80::1%eth0")]
    [InlineData("[2001:db8::1]")]
    [InlineData("2001:db8::1::2")]
    [InlineData("host.example")]
    public void Validate_address_is_anything_else_names_ip(string ip) =>
        Assert.Equal(["[0].subjects[0].ip: must be an IPv4 or IPv6 address"], Faults(One(ip)));

    [Theory]
    [InlineData("HIGH", 0)]
    [InlineData("MEDIUM", 0)]
    [InlineData("LOW", 0)]
    [InlineData("NONE", 1)]
    [InlineData("high", 1)]
    [InlineData("HIGH ", 1)]
    [InlineData("", 1)]
    public void Validate_level_is_judged_by_the_enum(string level, int faults) => Assert.Equal(faults, Faults(One(level: level)).Count);

    [Theory]
    [InlineData("")]
    [InlineData("aZ09 .-_")]
    public void Validate_message_in_the_alphabet_passes(string message) => Assert.Empty(Faults(One(message: message)));

    [Theory]
    [InlineData("a:b")]
    [InlineData("a,b")]
    [InlineData("(a)")]
    [InlineData("caf\u00e9")]
    [InlineData("a\\n")]
    [InlineData("\\ud83d\\ude00")]
    public void Validate_message_outside_the_alphabet_names_message(string message) =>
        Assert.Equal([@"[0].subjects[0].message: must match ^[a-zA-Z0-9 .\-_]*$"], Faults(One(message: message)));

    [Fact]
    public void Validate_message_has_512_characters_passes() => Assert.Empty(Faults(One(message: LongestMessage)));

    [Fact]
    public void Validate_message_has_513_characters_is_refused() =>
        Assert.Equal(["[0].subjects[0].message: must have at most 512 characters"], Faults(One(message: LongestMessage + "a")));

    [Theory]
    [InlineData("2026-03-04T05:06:07.089Z", true)]
    [InlineData("2024-02-29T23:59:59.999Z", true)]
    [InlineData("2026-02-29T05:06:07.089Z", false)]
    [InlineData("2026-03-04T05:06:07Z", true)]
    [InlineData("2026-03-04T05:06:07.08Z", true)]
    [InlineData("2026-03-04T05:06:07.0891Z", true)]
    [InlineData("2026-03-04T05:06:07.0890000Z", true)]
    [InlineData("2026-03-04T05:06:07.089+00:00", true)]
    [InlineData("2026-03-04T05:06:07.089z", true)]
    [InlineData("2026-03-04t05:06:07-08:00", true)]
    [InlineData("2026-12-31T23:59:60Z", true)]
    [InlineData("2026-03-04T05:06:07", false)]
    [InlineData("2026-03-04T05:06:07.Z", false)]
    [InlineData("2026-03-04T05:06:07.089+0000", false)]
    [InlineData("2026-03-04T05:06:07+24:00", false)]
    [InlineData("2026-03-04T05:60:07Z", false)]
    [InlineData("2026-03-04T05:06:07Z\\n", false)]
    [InlineData("2026-03-04 05:06:07.089Z", false)]
    [InlineData(" 2026-3-04T05:06:07.089Z", false)]
    [InlineData("2026-03-04T24:00:00.000Z", false)]
    [InlineData("", false)]
    public void Validate_times_must_be_RFC_3339(string time, bool valid)
    {
        var faults = Faults($$"""[{"timestamp":"{{time}}","expiresAt":"{{time}}","subjects":[{{Subject()}}]}]""");

        Assert.Equal(valid ? [] : ["[0].timestamp", "[0].expiresAt"], faults.Select(f => f.Split(": ")[0]));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(20, true)]
    [InlineData(21, false)]
    public void Validate_events_must_be_1_to_20(int events, bool valid) =>
        Assert.Equal(valid, Faults(Request([.. Enumerable.Repeat(Event(Subject()), events)])).Count == 0);

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(50, true)]
    [InlineData(51, false)]
    public void Validate_subjects_must_be_1_to_50(int subjects, bool valid) =>
        Assert.Equal(valid, Faults(Request(Event([.. Enumerable.Repeat(Subject(), subjects)]))).Count == 0);

    [Theory]
    [InlineData("""[{"subjects":[{"ip":"203.0.113.7","riskLevel":"LOW"}]}]""", null)]
    [InlineData("""{"subjects":[]}""", "body: must be an array")]
    [InlineData("null", "body: must be an array")]
    [InlineData("[1]", "[0]: must be an object")]
    [InlineData("[{}]", "[0].subjects: is missing")]
    [InlineData("""[{"subjects":null}]""", "[0].subjects: must be an array")]
    [InlineData("""[{"subjects":[null]}]""", "[0].subjects[0]: must be an object")]
    [InlineData("""[{"subjects":[{"ip":"203.0.113.7"}]}]""", "[0].subjects[0].riskLevel: is missing")]
    [InlineData("""[{"subjects":[{"riskLevel":"LOW"}]}]""", "[0].subjects[0].ip: is missing")]
    [InlineData("""[{"subjects":[{"ip":"203.0.113.7","riskLevel":1}]}]""", "[0].subjects[0].riskLevel: must be a string")]
    [InlineData("""[{"subjects":[{"ip":"203.0.113.7","riskLevel":"LOW","message":null}]}]""", "[0].subjects[0].message: must be a string")]
    [InlineData("""[{"expiresAt":null,"subjects":[{"ip":"203.0.113.7","riskLevel":"LOW"}]}]""", "[0].expiresAt: must be a string")]
    [InlineData("""[{"id":"x","subjects":[{"ip":"203.0.113.7","riskLevel":"LOW"}]}]""", "[0].id: is not a documented property")]
    [InlineData("""[{"subjects":[{"ip":"203.0.113.7","risklevel":"LOW","riskLevel":"LOW"}]}]""", "[0].subjects[0].risklevel: is not a documented property")]
    [InlineData("""[{"subjects":[{"ip":"203.0.113.7","ip":"203.0.113.7","riskLevel":"LOW"}]}]""", "[0].subjects[0]: has the property 'ip' twice")]
    [InlineData("""[{"subjects":[{"ip":"203.0.113.7","riskLevel":"LOW","message":"\ud800"}]}]""", "[0].subjects[0].message: must be a string")]
    public void Validate_structure_is_judged_and_named(string body, string? fault) =>
        Assert.Equal(fault is null ? [] : [fault], Faults(body));

    [Theory]
    [InlineData("")]
    [InlineData("[")]
    [InlineData("[],")]
    [InlineData("[1,]")]
    [InlineData("[] []")]
    [InlineData("// no\n[]")]
    [InlineData("\ufeff[]")]
    public void Read_body_is_no_json_says_so(string body) => Assert.IsType<ReadBody.NotJson>(RiskEventValidator.Read(Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void Read_body_is_not_utf8_says_so() =>
        Assert.Equal("body: is not UTF-8", Assert.IsType<ReadBody.NotJson>(RiskEventValidator.Read([(byte)'"', 0xC3, (byte)'"'])).Fault);

    [Fact]
    public void Validate_several_faults_names_each()
    {
        var faults = Faults(Request(Event(Subject(ip: "x"), Subject(level: "x"))));

        Assert.Equal(["[0].subjects[0].ip", "[0].subjects[1].riskLevel"], faults.Select(f => f.Split(": ")[0]));
    }

    [Fact]
    public void Read_body_is_valid_gives_what_stood_in_it()
    {
        var valid = Assert.IsType<ReadBody.Valid>(RiskEventValidator.Read(Encoding.UTF8.GetBytes(One("2001:db8::1", "LOW", "x"))));

        var received = Assert.Single(valid.Events);
        Assert.Equal("2026-03-04T05:06:07.089Z", received.Timestamp);
        Assert.Equal(new ReceivedSubject { Ip = "2001:db8::1", RiskLevel = "LOW", Message = "x" }, Assert.Single(received.Subjects));
    }

    [Fact]
    public void Validate_any_bytes_never_throws()
    {
        var json = ArbMap.Default.GeneratorFor<byte>().ArrayOf();
        var mutated = from at in Gen.Choose(0, One().Length - 1)
                      from value in ArbMap.Default.GeneratorFor<byte>()
                      select Encoding.UTF8.GetBytes(One()).Select((b, i) => i == at ? value : b).ToArray();

        Prop.ForAll(Gen.OneOf(json, mutated).ToArbitrary(), bytes => RiskEventValidator.Validate(bytes) is not null).QuickCheckThrowOnFailure();
    }

    private static IReadOnlyList<string> Faults(string body) => RiskEventValidator.Validate(Encoding.UTF8.GetBytes(body));
}
