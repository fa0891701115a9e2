using System.Text;
using RiskFunctions.Signals;
using RiskFunctions.Signals.Results;
using RiskFunctions.Testing.Signals;
using RiskFunctions.Testing.Time;
using static RiskFunctions.Testing.Signals.ReaderBuilder;

namespace RiskFunctions.Core.Tests.Signals;

public class SignalReaderTests
{
    [Theory]
    [InlineData("", "is empty")]
    [InlineData("\uFEFF", "is empty")]
    [InlineData("   ", "is not JSON (line 1, byte 4)")]
    [InlineData("hello", "is not JSON (line 1, byte 1)")]
    [InlineData("{\n\"ip\":}", "is not JSON (line 2, byte 6)")]
    [InlineData("{} {}", "is several JSON values one after the other")]
    [InlineData("42", "is a number, not an object")]
    [InlineData("1e400", "is a number, not an object")]
    [InlineData("null", "is null, not an object")]
    [InlineData("true", "is true or false, not an object")]
    [InlineData("\"hello\"", "is text, not an object")]
    [InlineData("{}",
        "matches no known format. Known: risk signal (ip, riskLevel); Okta risk event (subjects); CloudEvents (specversion); Event Grid event (eventType, "
        + "data); security event (events); Sentinel incident (object.properties.relatedEntities); Sentinel alert (SystemAlertId or AlertDisplayName); "
        + "Defender alert (evidence); Defender incident (alerts); Logic Apps step (headers, body); Graph answer (value)")]
    [InlineData("{\"IP\":\"203.0.113.1\",\"RISKLEVEL\":\"HIGH\"}", "matches no known format")]
    public void Read_body_of_no_known_format_is_unsupported(string body, string fault) =>
        ReadAssert.Unreadable(Read(body), DeadLetterReason.UnsupportedFormat, "body", fault);

    [Fact]
    public void Read_body_that_is_no_bytes_is_unsupported_in_the_broker_adapters_words() => ReadAssert.Unreadable(
        Reader().Read(MessageBuilder.Message("") with { BodyFault = "is an AMQP value (a number)" }, ManualTimeProvider.DefaultStart),
        DeadLetterReason.UnsupportedFormat, "body", "is an AMQP value (a number)");

    [Fact]
    public void Read_empty_array_is_invalid() =>
        ReadAssert.Unreadable(Read("[]"), DeadLetterReason.InvalidSignal, "body", "without a single signal");

    [Fact]
    public void Read_ten_thousand_nested_arrays_are_too_deep() =>
        ReadAssert.Unreadable(Read(new string('[', 10_000)), DeadLetterReason.UnsupportedFormat, "body", "nested deeper than 64 levels");

    [Fact]
    public void Read_deep_nesting_in_an_ignored_field_is_too_deep() =>
        ReadAssert.Unreadable(
            Read($$"""{"ip":"203.0.113.1","riskLevel":"HIGH","x":{{new string('[', 64)}}{{new string(']', 64)}}}"""),
            DeadLetterReason.UnsupportedFormat,
            "body",
            "nested deeper than 64 levels");

    [Fact]
    public void Read_junk_of_900_kilobytes_is_refused_shortly()
    {
        var junk = new byte[900 * 1024];
        new Random(1).NextBytes(junk);

        ReadAssert.Unreadable(Read(junk), DeadLetterReason.UnsupportedFormat, "body", "is not UTF-8");
        ReadAssert.Unreadable(Read(new string('x', 900 * 1024)), DeadLetterReason.UnsupportedFormat, "body", "is not JSON");
        ReadAssert.Unreadable(
            Read($$"""{"ip":"{{new string('x', 900 * 1024)}}","riskLevel":"HIGH"}"""),
            DeadLetterReason.InvalidSignal,
            "ip",
            "is not an IPv4 or IPv6 address");
    }

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x7B, 0x00 })]
    [InlineData(new byte[] { 0x22, 0xC3, 0x28, 0x22 })]
    [InlineData(new byte[] { 0x22, 0xED, 0xA0, 0x80, 0x22 })]
    public void Read_bad_utf8_is_refused(byte[] body) =>
        ReadAssert.Unreadable(Read(body), DeadLetterReason.UnsupportedFormat, "body", "is not UTF-8");

    [Theory]
    [InlineData("\\ud83d", "\uFFFD")]
    [InlineData("\\ud83d cut", "\uFFFD cut")]
    [InlineData("\\udd25\\ud83d", "\uFFFD\uFFFD")]
    [InlineData("\\udd25\\udd25", "\uFFFD\uFFFD")]
    [InlineData("\\uD83D\\uDD25", "\uD83D\uDD25")]
    [InlineData("\\ud83d\\ud83d\\udd25", "\uFFFD\uD83D\uDD25")]
    [InlineData("\\\\ud83d", "\\ud83d")]
    [InlineData("\\\\\\ud83d", "\\\uFFFD")]
    [InlineData("\\ud7ff\\ue000", "\uD7FF\uE000")]
    public void Read_half_of_a_surrogate_pair_becomes_the_replacement_character(string escaped, string expected) =>
        Assert.Equal(expected, ReadAssert.Single(Read($$"""{"ip":"203.0.113.1","riskLevel":"HIGH","message":"{{escaped}}"}""")).Text);

    [Fact]
    public void Read_half_of_a_surrogate_pair_in_a_name_is_harmless() =>
        ReadAssert.Single(Read("""{"ip":"203.0.113.1","riskLevel":"HIGH","\ud83d":1}"""));

    [Fact]
    public void Read_fault_quotes_forty_printable_characters() =>
        ReadAssert.Unreadable(
            Read($$"""{"ip":"203.0.113.1","riskLevel":"\u0000\n\"é{{new string('A', 500)}}"}"""),
            DeadLetterReason.InvalidSignal,
            "riskLevel",
            $"not \"??'?{new string('A', 36)}...\"");

    private static ReadResult Read(byte[] body) => Reader().Read(MessageBuilder.Message(body), ManualTimeProvider.DefaultStart);

    private static ReadResult Read(string body) => Read(Encoding.UTF8.GetBytes(body));
}
