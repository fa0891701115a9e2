using RiskFunctions.Signals;
using RiskFunctions.Signals.Results;
using RiskFunctions.Testing.Signals;
using static RiskFunctions.Testing.Signals.ReaderBuilder;

namespace RiskFunctions.Core.Tests.Signals.Formats;

public class RiskSignalFormatTests
{
    private static readonly DateTimeOffset Enqueued = new(2026, 3, 4, 5, 5, 7, 123, TimeSpan.Zero);

    [Fact]
    public void Read_full_signal_gives_every_field()
    {
        var result = Read(
            """
            {
              "ip":"203.0.113.7","riskLevel":"HIGH","message":"Impossible travel: é","timestamp":"2026-03-04T06:00:00.1239999+01:00",
              "expiresAt":"2026-03-05T05:00:00Z","other":[1]
            }
            """);

        var readable = ReadAssert.Readable(result);
        var signal = Assert.Single(readable.Signals);
        Assert.Equal("risk-signal", readable.Format);
        Assert.Equal("203.0.113.7", signal.Address.ToString());
        Assert.Equal(RiskLevel.High, signal.Level);
        Assert.Equal("Impossible travel: é", signal.Text);
        Assert.Null(signal.Reference);
        Assert.Equal(new DateTimeOffset(2026, 3, 4, 5, 0, 0, 123, TimeSpan.Zero), signal.Timestamp);
        Assert.Equal(TimeSpan.Zero, signal.Timestamp.Offset);
        Assert.Equal(new DateTimeOffset(2026, 3, 5, 5, 0, 0, TimeSpan.Zero), signal.ExpiresAt);
    }

    [Theory]
    [InlineData("""{"ip":"203.0.113.7","riskLevel":"LOW"}""")]
    [InlineData("""{"riskLevel":"LOW","ip":"203.0.113.7","message":null,"timestamp":null,"expiresAt":null}""")]
    [InlineData("\uFEFF {\"ip\":\"203.0.113.7\",\"riskLevel\":\"LOW\"}\r\n")]
    public void Read_minimal_signal_takes_the_time_of_the_broker(string body)
    {
        var signal = ReadAssert.Single(Read(body));

        Assert.Equal(RiskLevel.Low, signal.Level);
        Assert.Equal(Enqueued, signal.Timestamp);
        Assert.Null(signal.ExpiresAt);
        Assert.Null(signal.Text);
    }

    [Fact]
    public void Read_default_lifetime_counts_from_the_timestamp()
    {
        var signal = ReadAssert.Single(
            Reader(o => o.DefaultLifetime = TimeSpan.FromHours(2)).Read("""{"ip":"203.0.113.7","riskLevel":"LOW","timestamp":"2026-03-04T05:00:00Z"}"""));

        Assert.Equal(new DateTimeOffset(2026, 3, 4, 7, 0, 0, TimeSpan.Zero), signal.ExpiresAt);
    }

    [Fact]
    public void Read_default_lifetime_that_is_over_is_expired() =>
        ReadAssert.Unreadable(
            Reader(o => o.DefaultLifetime = TimeSpan.FromHours(2)).Read("""{"ip":"203.0.113.7","riskLevel":"LOW","timestamp":"2026-03-04T01:00:00Z"}"""),
            DeadLetterReason.SignalExpired,
            "timestamp",
            "2026-03-04T03:00:00.000Z");

    [Fact]
    public void Read_default_lifetime_at_the_end_of_the_calendar_does_not_overflow()
    {
        var signal = ReadAssert.Single(Reader(o => o.DefaultLifetime = TimeSpan.MaxValue).Read("""{"ip":"203.0.113.7","riskLevel":"LOW"}"""));

        Assert.Equal(9999, signal.ExpiresAt!.Value.Year);
    }

    [Theory]
    [InlineData("2026-03-04T05:06:06.999Z", DeadLetterReason.SignalExpired)]
    [InlineData("2026-03-04T05:06:07.000Z", DeadLetterReason.SignalExpired)]
    [InlineData("1970-01-01T00:00:00.00Z", DeadLetterReason.SignalExpired)]
    [InlineData("2026-03-04T05:06:07.001Z", DeadLetterReason.InvalidSignal)]
    [InlineData("2026-03-04T06:00:00.000Z", DeadLetterReason.InvalidSignal)]
    public void Read_expiry_not_after_now_or_timestamp_is_refused(string expiresAt, DeadLetterReason reason) =>
        ReadAssert.Unreadable(
            Read($$"""{"ip":"203.0.113.7","riskLevel":"LOW","timestamp":"2026-03-04T06:00:00Z","expiresAt":"{{expiresAt}}"}"""),
            reason,
            "expiresAt",
            reason == DeadLetterReason.SignalExpired ? "expired" : "later than the timestamp");

    [Fact]
    public void Read_expiry_a_millisecond_after_now_is_kept() =>
        Assert.NotNull(ReadAssert.Single(Read("""{"ip":"203.0.113.7","riskLevel":"LOW","expiresAt":"2026-03-04T05:06:07.001Z"}""")).ExpiresAt);

    [Theory]
    [InlineData("2026-03-04T05:06:07")]
    [InlineData("2026-03-04")]
    [InlineData("2026-03-04 05:06:07Z")]
    [InlineData("2026-02-30T05:06:07Z")]
    [InlineData("2026-03-04T25:06:07Z")]
    [InlineData("04/03/2026")]
    [InlineData("1772600767")]
    [InlineData("/Date(1772600767000)/")]
    [InlineData("0001-01-01T00:00:00+14:00")]
    [InlineData("")]
    public void Read_time_that_is_not_iso_with_offset_is_refused(string time) =>
        ReadAssert.Unreadable(
            Read($$"""{"ip":"203.0.113.7","riskLevel":"LOW","timestamp":"{{time}}"}"""),
            DeadLetterReason.InvalidSignal,
            "timestamp",
            "is not an ISO 8601 time with an offset");

    [Theory]
    [InlineData("high ")]
    [InlineData("CRITICAL")]
    [InlineData("NONE")]
    [InlineData("")]
    public void Read_level_of_another_name_is_refused(string level) =>
        ReadAssert.Unreadable(
            Read($$"""{"ip":"203.0.113.7","riskLevel":"{{level}}"}"""),
            DeadLetterReason.InvalidSignal,
            "riskLevel",
            $"must be HIGH, MEDIUM or LOW, not \"{level}\"");

    [Theory]
    [InlineData("""{"ip":"203.0.113.7"}""", "riskLevel", "is missing")]
    [InlineData("""{"riskLevel":"HIGH"}""", "ip", "is missing")]
    [InlineData("""{"ip":null,"riskLevel":"HIGH"}""", "ip", "must not be null")]
    [InlineData("""{"ip":7,"riskLevel":"HIGH"}""", "ip", "must be text, not a number")]
    [InlineData("""{"ip":{},"riskLevel":"HIGH"}""", "ip", "must be text, not an object")]
    [InlineData("""{"ip":"203.0.113.7","riskLevel":1}""", "riskLevel", "must be text, not a number")]
    [InlineData("""{"ip":"203.0.113.7","riskLevel":null}""", "riskLevel", "must not be null")]
    [InlineData("""{"ip":"203.0.113.7","riskLevel":"HIGH","message":1e999}""", "message", "must be text, not a number")]
    [InlineData("""{"ip":"203.0.113.7","riskLevel":"HIGH","message":true}""", "message", "must be text, not true or false")]
    [InlineData("""{"ip":"203.0.113.7","riskLevel":"HIGH","timestamp":1772600767}""", "timestamp", "must be text, not a number")]
    [InlineData("""{"ip":"203.0.113.7","riskLevel":"HIGH","expiresAt":[]}""", "expiresAt", "must be text, not an array")]
    [InlineData("""{"ip":"203.0.113.7","riskLevel":"HIGH","ip":"203.0.113.8"}""", "ip", "more than once")]
    [InlineData("""{"ip":"203.0.113.7","riskLevel":"HIGH","\u0069p":"203.0.113.8"}""", "ip", "more than once")]
    [InlineData("""{"ip":"203.0.113.7","riskLevel":"HIGH","x":{"y":1,"y":2}}""", "x.y", "more than once")]
    [InlineData("""{"ip":"999.1.1.1","riskLevel":"HIGH"}""", "ip", "\"999.1.1.1\" is not an IPv4 or IPv6 address")]
    [InlineData("""{"ip":"1.2.3","riskLevel":"HIGH"}""", "ip", "\"1.2.3\" is not an IPv4 or IPv6 address")]
    [InlineData("""{"ip":"203.0.113","riskLevel":1}""", "ip", "is not an IPv4 or IPv6 address")]
    [InlineData("""{"ip":"203.0.113.0/24","riskLevel":"HIGH"}""", "ip", "is a network, not one address")]
    public void Read_wrong_field_is_named(string body, string field, string fault) =>
        ReadAssert.Unreadable(Read(body), DeadLetterReason.InvalidSignal, field, fault);

    [Fact]
    public void Read_address_that_is_not_of_the_internet_is_refused_without_naming_it()
    {
        var result = Read("""{"ip":"10.0.0.1","riskLevel":"HIGH"}""");

        ReadAssert.Unreadable(result, DeadLetterReason.NonRoutableAddress, "ip", "is a private address");
        Assert.DoesNotContain("10.0.0.1", ((ReadResult.Unreadable)result).Description);
    }

    [Fact]
    public void Read_private_address_when_allowed_is_read() =>
        Assert.Equal(
            "10.0.0.1",
            ReadAssert.Single(Reader(o => o.AllowPrivateAddresses = true).Read("""{"ip":"10.0.0.1","riskLevel":"HIGH"}""")).Address.ToString());

    [Theory]
    [InlineData("198.51.100.9")]
    [InlineData("::ffff:198.51.100.9")]
    [InlineData("198.51.100.9/32")]
    public void Read_trusted_address_is_suppressed(string ip)
    {
        var readable = ReadAssert.Readable(Read($$"""{"ip":"{{ip}}","riskLevel":"HIGH"}"""));

        Assert.Empty(readable.Signals);
        Assert.Equal(1, readable.Suppressed);
    }

    [Fact]
    public void Read_private_address_in_a_trusted_network_is_suppressed_not_refused() =>
        Assert.Equal(1, ReadAssert.Readable(Reader(o => o.TrustedNetworks.Add("10.0.0.0/8")).Read("""{"ip":"10.0.0.1","riskLevel":"HIGH"}""")).Suppressed);

    [Fact]
    public void Read_array_gives_every_signal_in_order()
    {
        var readable = ReadAssert.Readable(Read(
            """[{"ip":"203.0.113.1","riskLevel":"HIGH"},{"ip":"198.51.100.1","riskLevel":"LOW"},{"subjects":[{"ip":"2001:db8::2","riskLevel":"MEDIUM"}]}]"""));

        Assert.Equal(["203.0.113.1", "2001:db8::2"], readable.Signals.Select(s => s.Address.ToString()));
        Assert.Equal(1, readable.Suppressed);
        Assert.Equal("risk-signal", readable.Format);
    }

    [Theory]
    [InlineData("""[{"ip":"203.0.113.1","riskLevel":"HIGH"},{"ip":"203.0.113.2","riskLevel":"high "},{"ip":"203.0.113.3","riskLevel":"LOW"}]""",
        DeadLetterReason.InvalidSignal, "[1].riskLevel")]
    [InlineData("""[{"ip":"203.0.113.1","riskLevel":"HIGH"},{"ip":"127.0.0.1","riskLevel":"LOW"}]""", DeadLetterReason.NonRoutableAddress, "[1].ip")]
    [InlineData("""[{"ip":"203.0.113.1","riskLevel":"HIGH"},[]]""", DeadLetterReason.UnsupportedFormat, "[1]")]
    public void Read_one_bad_member_makes_the_whole_message_unreadable(string body, DeadLetterReason reason, string field) =>
        ReadAssert.Unreadable(Read(body), reason, field, string.Empty);

    [Fact]
    public void Read_expired_member_leaves_the_others_good_and_is_told()
    {
        var result = Read("""[{"ip":"203.0.113.1","riskLevel":"HIGH"},{"expiresAt":"2026-03-01T00:00:00Z","ip":"203.0.113.2","riskLevel":"LOW"}]""");

        var readable = Assert.IsType<ReadResult.Readable>(result);
        Assert.Equal(["203.0.113.1", "203.0.113.2"], readable.Signals.Select(s => s.Address.ToString()));
        Assert.Equal(
            "expiresAt: the signal had expired at 2026-03-01T00:00:00.000Z, before it could be sent (1 of the message's 2 signals had; those that had not "
            + "were sent)",
            readable.PartlyExpired!.Description);
        Assert.Equal(DeadLetterReason.SignalExpired, readable.PartlyExpired.Reason);
    }

    [Fact]
    public void Read_members_that_have_all_expired_make_the_message_unreadable() =>
        ReadAssert.Unreadable(
            Read(
                """
                [
                  {"expiresAt":"2026-03-01T00:00:00Z","ip":"203.0.113.1","riskLevel":"HIGH"},
                  {"expiresAt":"2026-03-02T00:00:00Z","ip":"203.0.113.2","riskLevel":"LOW"}
                ]
                """),
            DeadLetterReason.SignalExpired,
            "expiresAt",
            "2 of the message's 2 signals had");

    [Theory]
    [InlineData("""{"ip":"203.0.113.1","riskLevel":"LOW","subjects":[{"ip":"203.0.113.2","riskLevel":"HIGH"}]}""", "ip and riskLevel; subjects")]
    [InlineData("""{"specversion":"1.0","data":{"ip":"203.0.113.2","riskLevel":"HIGH"},"ip":"203.0.113.1","riskLevel":"LOW"}""",
        "ip and riskLevel; the data of an event")]
    [InlineData("""{"eventType":"x","data":{"ip":"203.0.113.2","riskLevel":"HIGH"},"subjects":[{"ip":"203.0.113.1","riskLevel":"LOW"}]}""",
        "subjects; the data of an event")]
    public void Read_signals_in_two_places_are_refused_because_one_would_be_lost(string body, string places) =>
        ReadAssert.Unreadable(Read(body), DeadLetterReason.InvalidSignal, "body", places);

    [Fact]
    public void Read_other_fields_beside_a_signal_are_nobodys_fault() =>
        ReadAssert.Single(Read("""{"ip":"203.0.113.1","riskLevel":"LOW","incidentWebUrl":"https://contoso.example","evidence":"see ticket","data":1}"""));

    [Theory]
    [InlineData("64:ff9b::cb00:7107")]
    [InlineData("2002:cb00:7107::1")]
    [InlineData("2001:0:0:0:0:0:34ff:8ef8")]
    [InlineData("::ffff:203.0.113.7")]
    public void Read_translation_of_a_trusted_address_is_trusted(string address)
    {
        var readable = Assert.IsType<ReadResult.Readable>(
            Reader(o => o.TrustedNetworks.Add("203.0.113.0/24")).Read($$"""{"ip":"{{address}}","riskLevel":"HIGH"}"""));

        Assert.Empty(readable.Signals);
        Assert.Equal(1, readable.Suppressed);
    }
}
