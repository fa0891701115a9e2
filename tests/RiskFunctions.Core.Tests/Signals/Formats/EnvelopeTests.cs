using System.Text;
using RiskFunctions.Signals;
using RiskFunctions.Signals.Results;
using RiskFunctions.Testing.Signals;
using RiskFunctions.Testing.Time;
using static RiskFunctions.Testing.Signals.ReaderBuilder;

namespace RiskFunctions.Core.Tests.Signals.Formats;

public class EnvelopeTests
{
    private const string Signal = """{"ip":"203.0.113.1","riskLevel":"HIGH"}""";
    private static readonly DateTimeOffset Time = new(2026, 3, 4, 4, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Read_base64_data_is_decoded()
    {
        var data = Convert.ToBase64String(Encoding.UTF8.GetBytes(Signal));

        var signal = ReadAssert.Single(Read($$"""{"specversion":"1.0","time":"2026-03-04T04:00:00Z","data_base64":"{{data}}"}"""));

        Assert.Equal(Time, signal.Timestamp);
    }

    [Fact]
    public void Read_alert_in_an_envelope_keeps_the_alerts_own_time()
    {
        var alert = Encoding.UTF8.GetString(Sample.Bytes("defender-alert", "full"));

        var readable = ReadAssert.Readable(Read($$"""{"specversion":"1.0","time":"2020-01-01T00:00:00Z","data":{{alert}}}"""));

        Assert.Equal("cloudevents", readable.Format);
        Assert.All(readable.Signals, s => Assert.Equal(2026, s.Timestamp.Year));
    }

    [Fact]
    public void Read_three_envelopes_are_opened_and_the_innermost_time_counts()
    {
        var signal = ReadAssert.Single(Read(Wrapped(3, Signal)));

        Assert.Equal(Time.AddHours(1), signal.Timestamp);
    }

    [Fact]
    public void Read_fourth_envelope_is_refused() =>
        ReadAssert.Unreadable(Read(Wrapped(4, Signal)), DeadLetterReason.InvalidSignal, "data.data.data.data", "more than 3 envelopes");

    [Fact]
    public void Read_fault_in_an_envelope_is_named_by_its_path() =>
        ReadAssert.Unreadable(
            Read($$"""[{{Signal}},{"eventType":"x","data":{"specversion":"1.0","data":[{"subjects":[{"ip":"1.2.3","riskLevel":"HIGH"}]}]} }]"""),
            DeadLetterReason.InvalidSignal,
            "[1].data.data[0].subjects[0].ip",
            "is not an IPv4 or IPv6 address");

    [Theory]
    [InlineData("""{"specversion":"0.3","data":{}}""", DeadLetterReason.UnsupportedFormat, "specversion", "must be 1.0, not \"0.3\"")]
    [InlineData("""{"specversion":1.0,"data":{}}""", DeadLetterReason.InvalidSignal, "specversion", "must be text, not a number")]
    [InlineData("""{"specversion":null,"data":{}}""", DeadLetterReason.InvalidSignal, "specversion", "must not be null")]
    [InlineData("""{"specversion":"1.0"}""", DeadLetterReason.InvalidSignal, "data", "is missing")]
    [InlineData("""{"specversion":"1.0","data":"hello"}""", DeadLetterReason.UnsupportedFormat, "data", "is text, not an object")]
    [InlineData("""{"specversion":"1.0","data":"{}"}""", DeadLetterReason.UnsupportedFormat, "data", "matches no known format")]
    [InlineData("""{"specversion":"1.0","data":"{"}""", DeadLetterReason.UnsupportedFormat, "data", "is a text that is not JSON")]
    [InlineData("""{"specversion":"1.0","data":{}}""", DeadLetterReason.UnsupportedFormat, "data", "matches no known format")]
    [InlineData("""{"specversion":"1.0","data":[]}""", DeadLetterReason.InvalidSignal, "data", "without a single signal")]
    [InlineData("""{"specversion":"1.0","data":{},"data_base64":"e30="}""", DeadLetterReason.InvalidSignal, "data_base64", "as well as data")]
    [InlineData("""{"specversion":"1.0","data_base64":"*"}""", DeadLetterReason.InvalidSignal, "data_base64", "is not base64")]
    [InlineData("""{"specversion":"1.0","data_base64":7}""", DeadLetterReason.InvalidSignal, "data_base64", "must be text, not a number")]
    [InlineData("""{"specversion":"1.0","data_base64":"/w=="}""", DeadLetterReason.UnsupportedFormat, "data_base64", "is not UTF-8")]
    [InlineData("""{"specversion":"1.0","time":5,"data":{}}""", DeadLetterReason.InvalidSignal, "time", "must be text, not a number")]
    [InlineData("""{"specversion":"1.0","time":"now","data":{}}""", DeadLetterReason.InvalidSignal, "time", "\"now\"")]
    [InlineData("""{"specversion":"1.0","data":{},"data":{"ip":"203.0.113.1","riskLevel":"HIGH"}}""", DeadLetterReason.InvalidSignal, "data", "more than once")]
    [InlineData("""{"specversion":"1.0","data":{"ip":"203.0.113.1","ip":"203.0.113.2","riskLevel":"HIGH"}}""", DeadLetterReason.InvalidSignal, "data.ip",
        "more than once")]
    [InlineData("""{"eventType":"x","data":null}""", DeadLetterReason.InvalidSignal, "data", "must not be null")]
    [InlineData("""{"eventType":"x","data":7}""", DeadLetterReason.UnsupportedFormat, "data", "is a number, not an object")]
    [InlineData("""{"eventType":"x","eventTime":7,"data":{}}""", DeadLetterReason.InvalidSignal, "eventTime", "must be text")]
    [InlineData(
        """{"eventType":"x","eventTime":"2026-03-04","data":{}}""", DeadLetterReason.InvalidSignal, "eventTime", "is not an ISO 8601 time with an offset")]
    [InlineData("""{"eventType":"x","data":{},"data":{}}""", DeadLetterReason.InvalidSignal, "data", "more than once")]
    public void Read_wrong_envelope_is_named(string body, DeadLetterReason reason, string field, string fault) =>
        ReadAssert.Unreadable(Read(body), reason, field, fault);

    [Theory]
    [InlineData("cloudEvents_")]
    [InlineData("cloudEvents:")]
    public void Read_binary_mode_takes_the_attributes_from_the_properties(string prefix)
    {
        var readable = ReadAssert.Readable(ReadBinary(Signal, new() { [prefix + "specversion"] = "1.0", [prefix + "time"] = "2026-03-04T04:00:00Z" }));

        Assert.Equal("cloudevents", readable.Format);
        Assert.Equal(Time, Assert.Single(readable.Signals).Timestamp);
    }

    [Fact]
    public void Read_binary_mode_takes_times_of_the_broker()
    {
        Assert.All(
            new object[] { Time, Time.ToOffset(TimeSpan.FromHours(5)), Time.UtcDateTime, DateTime.SpecifyKind(Time.UtcDateTime, DateTimeKind.Unspecified) },
            time => Assert.Equal(
                Time,
                ReadAssert.Single(ReadBinary(Signal, new() { ["cloudEvents_specversion"] = "1.0", ["cloudEvents_time"] = time })).Timestamp));
    }

    [Fact]
    public void Read_binary_mode_counts_as_an_envelope()
    {
        var properties = new Dictionary<string, object> { ["cloudEvents_specversion"] = "1.0" };

        Assert.IsType<ReadResult.Readable>(ReadBinary(Wrapped(2, Signal), properties));
        ReadAssert.Unreadable(ReadBinary(Wrapped(3, Signal), properties), DeadLetterReason.InvalidSignal, "data.data.data", "more than 3 envelopes");
    }

    [Fact]
    public void Read_structured_content_type_wins_over_properties() =>
        Assert.IsType<ReadResult.Readable>(ReadBinary(Signal, new() { ["cloudEvents_specversion"] = "0.3" }, "Application/CloudEvents+JSON; charset=utf-8"));

    [Theory]
    [InlineData("0.3", "2026-03-04T04:00:00Z", DeadLetterReason.UnsupportedFormat, "cloudEvents_specversion")]
    [InlineData(1.0, "2026-03-04T04:00:00Z", DeadLetterReason.UnsupportedFormat, "cloudEvents_specversion")]
    [InlineData("1.0", "yesterday", DeadLetterReason.InvalidSignal, "cloudEvents_time")]
    [InlineData("1.0", 12L, DeadLetterReason.InvalidSignal, "cloudEvents_time")]
    public void Read_wrong_attribute_of_binary_mode_is_named(object version, object time, DeadLetterReason reason, string field) =>
        ReadAssert.Unreadable(ReadBinary(Signal, new() { ["cloudEvents_specversion"] = version, ["cloudEvents_time"] = time }), reason, field, string.Empty);

    private static ReadResult ReadBinary(string body, Dictionary<string, object> properties, string contentType = "application/json") =>
        Reader().Read(MessageBuilder.Message(body) with { Properties = properties, ContentType = contentType }, ManualTimeProvider.DefaultStart);

    // The innermost envelope is an hour younger than the ones around it.
    private static string Wrapped(int envelopes, string data)
    {
        for (var i = 0; i < envelopes; i++)
        {
            data = $$"""{"specversion":"1.0","time":"2026-03-04T0{{(i == 0 ? 5 : 4)}}:00:00Z","data":{{data}}}""";
        }

        return data;
    }
}
