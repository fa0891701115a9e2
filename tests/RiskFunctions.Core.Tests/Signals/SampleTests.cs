using RiskFunctions.Signals;
using RiskFunctions.Signals.Formats;
using RiskFunctions.Signals.Results;
using RiskFunctions.Testing.Signals;
using RiskFunctions.Testing.Time;

namespace RiskFunctions.Core.Tests.Signals;

/// <summary>Every sample of every format, field by field.</summary>
public class SampleTests
{
    private const string Seen = "2026-03-04T04:58:03.250Z";
    private const string Enqueued = "2026-03-04T05:05:07.123Z";
    private const string NewYearsEve = "2099-12-31T23:59:59.000Z";
    private const string Incident = "Password spray: “finance” accounts, 3 sign-ins succeeded";
    private const string SentinelAlert = $"{Seen} - |Anonymous proxy sign-in by sam.rivera@example.com|0f0e0d0c-0b0a-0908-0706-050403020100";
    private const string DefenderAlert = $"{Seen} - |Impossible travel (Zürich → Lima)|da638012345678901234_-12345";

    public static TheoryData<string, string, string[]> Readable => new()
    {
        { "risk-signal", "full", [$"203.0.113.7 High {Seen} {NewYearsEve} |Password spray against 41 accounts: blocked at the VPN|"] },
        { "risk-signal", "minimal", [$"203.0.113.8 Low {Enqueued} - ||"] },
        { "risk-signal", "unknown-fields", [$"203.0.113.9 Medium {Enqueued} - ||"] },
        {
            "okta-risk-event", "full",
            [
                $"203.0.113.7 High {Seen} {NewYearsEve} |Credential stuffing|",
                $"2001:db8::7 Medium {Seen} {NewYearsEve} |Same client over IPv6|",
                "203.0.113.8 Low 2026-03-04T04:59:00.000Z - ||",
            ]
        },
        { "okta-risk-event", "minimal", [$"203.0.113.8 Low {Enqueued} - ||"] },
        { "okta-risk-event", "unknown-fields", [$"203.0.113.9 Medium {Enqueued} - ||"] },
        { "cloudevents", "full", [$"203.0.113.7 High {Seen} - |SSH login with a leaked key|", "203.0.113.8 Low 2026-03-04T03:00:00.000Z - ||"] },
        { "cloudevents", "minimal", [$"203.0.113.8 Low {Enqueued} - ||"] },
        { "cloudevents", "unknown-fields", [$"203.0.113.9 Medium {Enqueued} - ||"] },
        { "event-grid", "full", [$"203.0.113.7 High {Seen} - |Web shell upload|", "203.0.113.8 Low 2026-03-04T04:59:00.000Z - ||"] },
        { "event-grid", "minimal", [$"203.0.113.8 Low {Enqueued} - ||"] },
        { "event-grid", "unknown-fields", ["203.0.113.9 Medium 2026-03-04T04:58:03.000Z - ||"] },
        { "security-event", "full", [] },
        { "security-event", "minimal", [] },
        { "security-event", "no-address", [] },
        { "security-event", "unknown-fields", [] },
        { "sentinel-incident", "full", [$"203.0.113.7 High {Seen} - |{Incident}|4711", $"2001:db8::7 High {Seen} - |{Incident}|4711"] },
        { "sentinel-incident", "minimal", [$"203.0.113.8 Low {Enqueued} - ||"] },
        { "sentinel-incident", "no-address", [] },
        { "sentinel-incident", "unknown-fields", [$"203.0.113.9 High {Seen} - |{Incident}|4711"] },
        { "sentinel-alert", "full", [$"203.0.113.7 Medium {SentinelAlert}", $"2001:db8::7 Medium {SentinelAlert}"] },
        { "sentinel-alert", "minimal", [$"203.0.113.8 Low {Enqueued} - |Odd sign-in|"] },
        { "sentinel-alert", "no-address", [] },
        { "sentinel-alert", "unknown-fields", [$"203.0.113.9 Medium {SentinelAlert}"] },
        { "defender-alert", "full", [$"203.0.113.7 High {DefenderAlert}", $"2001:db8::7 High {DefenderAlert}"] },
        { "defender-alert", "minimal", [$"203.0.113.8 Low {Enqueued} - ||"] },
        { "defender-alert", "no-address", [] },
        { "defender-alert", "unknown-fields", [$"203.0.113.9 High {DefenderAlert}"] },
        { "defender-incident", "full", [$"203.0.113.7 High {DefenderAlert}", "2001:db8::7 Low 2026-03-04T05:01:00.000Z - |Mass download|da2"] },
        { "defender-incident", "minimal", [$"203.0.113.8 Medium {Enqueued} - ||"] },
        { "defender-incident", "no-address", [] },
        { "defender-alert", "attacker-and-victim", [$"203.0.113.61 High {Seen} - |Password spray|da-v1"] },
        { "defender-alert", "cleared", [] },
        { "defender-alert", "endpoint-api", [$"203.0.113.84 High {Seen} - |Beacon to a rare host|ep638012345678901234_-1"] },
        { "defender-alert", "expected-activity", [] },
        { "defender-alert", "network-connection", [$"203.0.113.64 High {Seen} - |Password spray|da-n1"] },
        { "defender-alert", "null-member", [$"203.0.113.82 High {Seen} - ||da-0", $"203.0.113.83 High {Seen} - ||da-0"] },
        { "defender-alert", "placeholder-time", ["203.0.113.81 High 2026-03-04T05:00:00.000Z - |Sign-in by a tool|da-p1"] },
        { "defender-incident", "cleared", [] },
        { "sentinel-alert", "network-connection", ["203.0.113.72 High 2026-03-04T04:58:03.000Z - |Command and control|s-n1"] },
        { "sentinel-alert", "table-row", [$"203.0.113.94 Medium {Seen} - |Known bad address|s-t1"] },
        { "sentinel-incident", "any-case", [.. BruteForce(4713, "203.0.113.85", "203.0.113.86", "203.0.113.87")] },
        { "sentinel-incident", "cleared", [] },
        { "sentinel-incident", "decorated", [.. BruteForce(4712, "203.0.113.68", "203.0.113.69", "2001:db8::69", "203.0.113.70")] },
        { "sentinel-incident", "no-entities", [] },
        {
            "sentinel-incident", "several-in-one",
            [.. BruteForce(4713, "203.0.113.88", "203.0.113.89", "203.0.113.90", "2001:db8::90", "203.0.113.91", "203.0.113.92", "203.0.113.93")]
        },
        { "risk-signal", "title-case", [$"203.0.113.95 Medium {Enqueued} - |Tor exit|"] },
        { "json-text", "in-a-string", [$"203.0.113.96 High {Enqueued} - ||"] },
        { "step-outputs", "full", [$"203.0.113.7 High {Seen} - |{Incident}|4711", $"2001:db8::7 High {Seen} - |{Incident}|4711"] },
        { "step-outputs", "minimal", [$"203.0.113.8 Low {Enqueued} - ||"] },
        { "step-outputs", "no-address", [] },
        { "step-outputs", "unknown-fields", [$"203.0.113.9 High {Seen} - |{Incident}|4711"] },
        { "graph-answer", "full", [$"203.0.113.7 High {DefenderAlert}", $"2001:db8::7 High {DefenderAlert}"] },
        { "graph-answer", "minimal", [$"203.0.113.8 Low {Enqueued} - ||"] },
        { "graph-answer", "no-address", [] },
        { "graph-answer", "unknown-fields", [$"203.0.113.9 High {DefenderAlert}"] },
        { "defender-incident", "unknown-fields", [$"203.0.113.9 High {DefenderAlert}"] },
    };

    [Theory]
    [MemberData(nameof(Readable))]
    public void Read_sample_gives_every_field(string format, string name, string[] expected)
    {
        var readable = ReadAssert.Readable(Read(format, name));

        Assert.Equal(format, readable.Format);
        Assert.Equal(expected, readable.Signals.Select(Describe));
        Assert.Equal((0, 0, null), (readable.Suppressed, readable.LeftOut.Count(l => l.Reason == LeftOutReason.NotRoutable), readable.PartlyExpired));
    }

    /// <summary>What a sample leaves behind besides its signals.</summary>
    public static TheoryData<string, string, string[]> Noted => new()
    {
        { "defender-alert", "attacker-and-victim", ["evidence[1].ipAddress Victim", "evidence[2].ipAddress Harmless"] },
        { "defender-alert", "cleared", ["body cleared: status resolved, classification falsePositive"] },
        { "defender-alert", "expected-activity", ["body cleared: status resolved, classification informationalExpectedActivity"] },
        { "defender-alert", "network-connection", ["evidence[0].destinationAddress.ipAddress OtherSide"] },
        { "defender-alert", "null-member", ["title must be text, not a number", "evidence[1] is null", "evidence[2] must be an object, not text"] },
        { "defender-incident", "cleared", ["body cleared: redirected into another incident"] },
        { "sentinel-alert", "network-connection", ["Entities[0].ipInterfaces OwnMachine", "Entities[1].destinationAddress.Address OtherSide"] },
        { "sentinel-incident", "cleared", ["object.properties cleared: status closed, classification benignPositive"] },
    };

    [Theory]
    [MemberData(nameof(Noted))]
    public void Read_sample_tells_what_is_not_sent(string format, string name, string[] expected)
    {
        var readable = ReadAssert.Readable(Read(format, name));

        Assert.Equal(
            expected.AsEnumerable(),
            [
                .. readable.Cleared.Select(c => $"{(c.Field.Length == 0 ? "body" : c.Field)} cleared: {c.Why}"),
                .. readable.Warnings.Select(w => $"{w.Field} {w.Fault}"),
                .. readable.LeftOut.Select(l => $"{l.Field} {l.Reason}"),
            ]);
    }

    [Fact]
    public void Samples_every_one_is_told_here() => Assert.Equal(
        Sample.All().Select(s => s.Name).Where(name => !name.EndsWith("-ten-addresses")).Order(StringComparer.Ordinal),
        Readable.Select(row => $"{row[0]}-{row[1]}").Concat(WithoutAddress.Select(row => $"{row[0]}-no-address")).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("sentinel-incident")]
    [InlineData("sentinel-alert")]
    [InlineData("defender-alert")]
    [InlineData("defender-incident")]
    [InlineData("step-outputs")]
    [InlineData("graph-answer")]
    public void Read_ten_addresses_of_an_alert_leaves_out_what_cannot_go(string format)
    {
        var readable = ReadAssert.Readable(Read(format, "ten-addresses"));

        Assert.Equal(
            ["203.0.113.10", "203.0.113.11", "2001:db8::10", "203.0.113.12"],
            readable.Signals.Select(s => s.Address.ToString()));
        Assert.Equal((1, 3, null), (readable.Suppressed, readable.LeftOut.Count(l => l.Reason == LeftOutReason.NotRoutable), readable.PartlyExpired));
    }

    [Theory]
    [InlineData("risk-signal")]
    [InlineData("okta-risk-event")]
    [InlineData("cloudevents")]
    [InlineData("event-grid")]
    public void Read_ten_addresses_of_a_sender_leaves_out_the_trusted_one(string format)
    {
        var readable = ReadAssert.Readable(Read(format, "ten-addresses"));

        Assert.Equal(
            ["203.0.113.10", "203.0.113.11", "203.0.113.10", "2001:db8::10", "2001:db8::10", "203.0.113.13", "2001:db8::11", "203.0.113.14", "203.0.113.12"],
            readable.Signals.Select(s => s.Address.ToString()));
        Assert.Equal((1, 0, null), (readable.Suppressed, readable.LeftOut.Count(l => l.Reason == LeftOutReason.NotRoutable), readable.PartlyExpired));
    }

    public static TheoryData<string, string, string> WithoutAddress => new()
    {
        { "risk-signal", "ip", "is missing" },
        { "okta-risk-event", "subjects", "is empty" },
        { "cloudevents", "data.ip", "is missing" },
        { "event-grid", "data.ip", "is missing" },
    };

    [Theory]
    [MemberData(nameof(WithoutAddress))]
    public void Read_no_address_of_a_sender_is_refused(string format, string field, string fault) =>
        ReadAssert.Unreadable(Read(format, "no-address"), DeadLetterReason.InvalidSignal, field, fault);

    [Theory]
    [InlineData("sentinel-incident")]
    [InlineData("sentinel-alert")]
    [InlineData("defender-alert")]
    [InlineData("defender-incident")]
    public void Read_alerts_in_an_array_are_read_one_after_the_other(string format)
    {
        const string Address = "203.0.113.8";
        var sample = Sample.Bytes(format, "full");
        var other = Sample.Bytes(format, "minimal");

        var alone = ReadAssert.Readable(Read(sample));
        var three = ReadAssert.Readable(Read([(byte)'[', .. sample, (byte)',', .. other, (byte)',', .. sample, (byte)']']));

        Assert.Equal([.. alone.Signals.Select(s => s.Address.ToString()), Address], three.Signals.Select(s => s.Address.ToString()));
    }

    [Fact]
    public void Samples_every_format_has_every_case() =>
        Assert.All(FormatTable.Names, format => Assert.All(Sample.Cases, name => Assert.NotEmpty(Sample.Bytes(format, name))));

    private static IEnumerable<string> BruteForce(int incident, params string[] addresses) =>
        addresses.Select(address => $"{address} High 2026-03-04T04:58:03.000Z - |Brute force|{incident}");

    private static ReadResult Read(string format, string name) => Read(Sample.Bytes(format, name));

    private static ReadResult Read(byte[] body) => ReaderBuilder.Reader().Read(MessageBuilder.Message(body), ManualTimeProvider.DefaultStart);

    private static string Describe(RiskSignal s) =>
        $"{s.Address} {s.Level} {Time(s.Timestamp)} {(s.ExpiresAt is { } end ? Time(end) : "-")} |{s.Text}|{s.Reference}";

    private static string Time(DateTimeOffset time) => $"{time.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}";
}
