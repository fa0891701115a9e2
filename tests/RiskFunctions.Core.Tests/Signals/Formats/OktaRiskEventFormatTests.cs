using RiskFunctions.Signals;
using static RiskFunctions.Testing.Signals.ReaderBuilder;

namespace RiskFunctions.Core.Tests.Signals.Formats;

public class OktaRiskEventFormatTests
{
    [Fact]
    public void Read_body_of_an_okta_client_gives_every_subject()
    {
        var readable = ReadAssert.Readable(Read("""
            [
              {
                "expiresAt":"2026-03-05T00:00:00.000Z",
                "subjects":[{"ip":"203.0.113.1","message":"-","riskLevel":"HIGH"},{"ip":"2001:db8::1","riskLevel":"LOW"}],
                "timestamp":"2026-03-04T00:00:00.007Z"
              },
              {"subjects":[{"ip":"203.0.113.2","message":null,"riskLevel":"MEDIUM"}]}
            ]
            """));

        Assert.Equal("okta-risk-event", readable.Format);
        Assert.Equal(
            [("203.0.113.1", RiskLevel.High, "-"), ("2001:db8::1", RiskLevel.Low, null), ("203.0.113.2", RiskLevel.Medium, null)],
            readable.Signals.Select(s => (s.Address.ToString(), s.Level, s.Text)));
        Assert.All(readable.Signals.Take(2), s => Assert.Equal(new DateTimeOffset(2026, 3, 4, 0, 0, 0, 7, TimeSpan.Zero), s.Timestamp));
        Assert.All(readable.Signals.Take(2), s => Assert.Equal(new DateTimeOffset(2026, 3, 5, 0, 0, 0, TimeSpan.Zero), s.ExpiresAt));
        Assert.Equal(new DateTimeOffset(2026, 3, 4, 5, 5, 7, 123, TimeSpan.Zero), readable.Signals[2].Timestamp);
        Assert.Null(readable.Signals[2].ExpiresAt);
    }

    [Theory]
    [InlineData("2026-03-04T05:00:00.1234567Z")]
    [InlineData("2026-03-04T06:00:00.1234567+01:00")]
    public void Read_times_as_powershell_writes_them_are_taken(string timestamp)
    {
        var signal = ReadAssert.Single(Read($$"""{"subjects":[{"ip":"203.0.113.1","riskLevel":"HIGH"}],"timestamp":"{{timestamp}}","expiresAt":null}"""));

        Assert.Equal(new DateTimeOffset(2026, 3, 4, 5, 0, 0, 123, TimeSpan.Zero), signal.Timestamp);
    }

    [Fact]
    public void Read_trusted_subject_among_others_is_suppressed_alone()
    {
        var readable = ReadAssert.Readable(Read("""{"subjects":[{"ip":"198.51.100.1","riskLevel":"HIGH"},{"ip":"203.0.113.1","riskLevel":"HIGH"}]}"""));

        Assert.Single(readable.Signals);
        Assert.Equal(1, readable.Suppressed);
    }

    [Theory]
    [InlineData("""{"subjects":"x"}""", "subjects", "must be an array, not text")]
    [InlineData("""{"subjects":null}""", "subjects", "must not be null")]
    [InlineData("""{"subjects":[]}""", "subjects", "is empty")]
    [InlineData("""{"subjects":[1]}""", "subjects[0]", "must be an object, not a number")]
    [InlineData("""{"subjects":[{"ip":"203.0.113.1","riskLevel":"HIGH"},{"riskLevel":"HIGH"}]}""", "subjects[1].ip", "is missing")]
    [InlineData("""{"subjects":[{"ip":"203.0.113.1"}]}""", "subjects[0].riskLevel", "is missing")]
    [InlineData("""{"subjects":[{"ip":"203.0.113.1","riskLevel":"NONE"}]}""", "subjects[0].riskLevel", "not \"NONE\"")]
    [InlineData("""{"subjects":[{"ip":"203.0.113.1","riskLevel":"HIGH","message":[]}]}""", "subjects[0].message", "must be text")]
    [InlineData("""{"subjects":[{"ip":"203.0.113.1","ip":"203.0.113.2","riskLevel":"HIGH"}]}""", "subjects[0].ip", "more than once")]
    [InlineData("""{"subjects":[{"ip":"203.0.113.1","riskLevel":"HIGH"}],"timestamp":5}""", "timestamp", "must be text")]
    [InlineData("""[{"subjects":[{"ip":"203.0.113.1","riskLevel":"HIGH"}],"timestamp":"soon"}]""", "[0].timestamp", "\"soon\"")]
    public void Read_wrong_field_is_named(string body, string field, string fault) =>
        ReadAssert.Unreadable(Read(body), DeadLetterReason.InvalidSignal, field, fault);

    [Fact]
    public void Read_private_subject_is_refused() =>
        ReadAssert.Unreadable(
            Read("""{"subjects":[{"ip":"fe80::1","riskLevel":"HIGH"}]}"""),
            DeadLetterReason.NonRoutableAddress,
            "subjects[0].ip",
            "link-local");

    [Fact]
    public void Read_thousand_subjects_are_taken() =>
        Assert.Equal(1000, ReadAssert.Readable(Read(EventOf(1000))).Signals.Count);

    [Fact]
    public void Read_more_than_thousand_subjects_are_refused() =>
        ReadAssert.Unreadable(Read(EventOf(1001)), DeadLetterReason.InvalidSignal, "subjects[1000]", "1000 are allowed");

    private static string EventOf(int subjects) =>
        $$"""{"subjects":[{{string.Join(',', Enumerable.Range(0, subjects).Select(i => $$"""{"ip":"203.0.113.{{i % 256}}","riskLevel":"LOW"}"""))}}]}""";
}
