using System.Text;
using RiskFunctions.Signals;
using RiskFunctions.Signals.Results;
using RiskFunctions.Testing.Signals;
using static RiskFunctions.Testing.Signals.ReaderBuilder;

namespace RiskFunctions.Core.Tests.Signals.Formats;

/// <summary>Security events that somebody else made about a user.</summary>
public sealed class UserEventFormatTests
{
    private const string Name = """{"format":"email","email":"name@example.com"}""";
    private const string Aliases = $$"""{"format":"aliases","identifiers":[{"format":"opaque","id":"x"},{{Name}}]}""";

    public static TheoryData<string, string> Said => new()
    {
        { Sample("full"), "SessionRevoked High 2026-03-04T04:58:02.000 Landspeed policy violation: C076E82F" },
        { Sample("unknown-fields"), "RiskChange High enqueued -" },
        { Event("caep:risk-level-change", """{"subject":NAME,"current_level":"MEDIUM","risk_reason":"phished"}"""), "RiskChange Medium enqueued phished" },
        { Event("okta:user-risk-change", """{"subject":{"user":NAME},"current_level":"low","previous_level":"high"}"""), "RiskChange Low enqueued -" },
        { Event("risc:sessions-revoked", """{"subject":NAME,"reason_user":{"de":"Abgemeldet"}}"""), "SessionRevoked High enqueued Abgemeldet" },
        { Event("risc:identifier-changed", """{"subject":NAME,"new-value":"new@example.com"}"""), "IdentifierChanged Low enqueued - new@example.com" },
        { Event("risc:credential-compromise", $$"""{"subject":{{Aliases}}}"""), "RiskChange High enqueued -" },

        // Times: the event's own, in milliseconds as an early draft had them, or the token's.
        { Event("caep:session-revoked", """{"subject":NAME,"event_timestamp":1772600282500}"""), "SessionRevoked High 2026-03-04T04:58:02.500 -" },
        { """{"iat":1772600280,"toe":1772600270,"events":{"caep:session-revoked":{"subject":NAME}}}""", "SessionRevoked High 2026-03-04T04:57:50.000 -" },
        { """{"iat":0,"events":{"caep:session-revoked":{"subject":NAME}}}""", "SessionRevoked High enqueued -" },

        // In a CloudEvent: the claims, or the event whose type the CloudEvent has.
        { CloudEvent("caep:session-revoked", """{"time":"2026-03-04T04:00:00Z","data":{"subject":NAME}}"""), "SessionRevoked High 2026-03-04T04:00:00.000 -" },
        { CloudEvent("com.example.set", """{"data":{"events":{"caep:session-revoked":{"subject":NAME}}}}"""), "SessionRevoked High enqueued -" },
        { CloudEvent("caep:session-revoked", """{"data":{"events":{"caep:session-revoked":{"subject":NAME}}}}"""), "SessionRevoked High enqueued -" },
        { CloudEvent("caep:session-revoked", """{"data_base64":"BASE64"}"""), "SessionRevoked High enqueued -" },
    };

    [Theory]
    [MemberData(nameof(Said))]
    public void Read_event_of_a_user_is_what_its_sender_said(string body, string expected)
    {
        var user = Assert.Single(ReadAssert.Readable(Read(body)).Users);

        var time = user.Timestamp == MessageBuilder.EnqueuedAt.AddTicks(-(MessageBuilder.EnqueuedAt.UtcTicks % TimeSpan.TicksPerMillisecond))
            ? "enqueued"
            : $"{user.Timestamp.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fff}";
        Assert.Equal("name@example.com", user.User.ToString());
        Assert.Equal(expected, $"{user.Event} {user.Level} {time} {user.Text ?? "-"} {user.NewValue}".TrimEnd());
        Assert.False(user.IsFromAlert);
    }

    [Fact]
    public void Read_binary_cloud_event_of_the_events_type_holds_the_event()
    {
        var message = MessageBuilder.Message(Expanded("""{"subject":NAME}""")) with
        {
            Properties = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["cloudEvents_specversion"] = "1.0",
                ["cloudEvents:type"] = Expanded("caep:session-revoked"),
            },
        };

        Assert.Equal(UserEvent.SessionRevoked, Assert.Single(ReadAssert.Readable(Reader().Read(message, MessageBuilder.EnqueuedAt)).Users).Event);
    }

    [Fact]
    public void Read_several_events_have_their_places()
    {
        var users = ReadAssert.Readable(Read(Sample("ten-addresses"))).Users;

        Assert.Equal(Enumerable.Range(0, 10), users.Select(u => u.Index));
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"name{i}@example.com"), users.Select(u => u.User.Name));
    }

    [Theory]
    [InlineData("""{"format":"opaque","id":"1"}""", nameof(LeftOutUserReason.NoFullName))]
    [InlineData("""{"format":"iss_sub","iss":"https://idp.example.com","sub":"145234573"}""", nameof(LeftOutUserReason.NoFullName))]
    [InlineData("""{"format":"email","email":"CONTOSO\\name"}""", nameof(LeftOutUserReason.NoFullName))]
    [InlineData("""{"device":{"format":"opaque","id":"1"}}""", nameof(LeftOutUserReason.NoFullName))]
    [InlineData("""{"format":"email","email":"name_example.com#EXT#@contoso.com"}""", nameof(LeftOutUserReason.Guest))]
    [InlineData("""{"format":"email","email":"root@break-glass.example"}""", nameof(LeftOutUserReason.Excluded))]
    public void Read_subject_that_is_not_passed_on_is_left_out_and_told(string subject, string reason)
    {
        var reader = Reader(o => o.ExcludedUsers.Add("*@break-glass.example"));

        var readable = ReadAssert.Readable(reader.Read(Expanded(Event("caep:session-revoked", $$"""{"subject":{{subject}} }"""))));

        Assert.Empty(readable.Users);
        Assert.Equal(reason, Assert.Single(readable.LeftOutUsers).Reason.ToString());
    }

    [Theory]
    [InlineData("session-revoked", "[]", "", "must be an object, not an array")]
    [InlineData("session-revoked", "{}", ".subject", "is missing")]
    [InlineData("session-revoked", """{"subject":"name@example.com"}""", ".subject", "must be an object, not text")]
    [InlineData("risk-level-change", """{"subject":{"email":"a@b.c"}}""", ".current_level", "is missing")]
    [InlineData(
        "risk-level-change", """{"subject":{"email":"a@b.c"},"current_level":"SECURE"}""", ".current_level", "must be high, medium or low, not \"SECURE\"")]
    [InlineData("session-revoked", """{"subject":{"email":"a@b.c"},"event_timestamp":"now"}""", ".event_timestamp", "seconds since 1970")]
    [InlineData("session-revoked", """{"subject":{"email":"a@b.c"},"event_timestamp":-1}""", ".event_timestamp", "seconds since 1970")]
    [InlineData("session-revoked", """{"subject":{"email":"a@b.c"},"event_timestamp":1e300}""", ".event_timestamp", "seconds since 1970")]
    public void Read_fault_is_named_by_its_field(string type, string said, string field, string fault) =>
        ReadAssert.Unreadable(Read(Event($"caep:{type}", said)), DeadLetterReason.InvalidSignal, $"events.{type}{field}", fault);

    [Theory]
    [InlineData("device-compliance-change", "{}", "", "is no event that can be passed on")]
    [InlineData("risk-level-change", """{"principal":"DEVICE","subject":{"email":"a@b.c"},"current_level":"HIGH"}""", ".principal", "only users")]
    public void Read_event_that_is_not_about_a_user_is_of_no_known_format(string type, string said, string field, string fault) =>
        ReadAssert.Unreadable(Read(Event($"caep:{type}", said)), DeadLetterReason.UnsupportedFormat, $"events.{type}{field}", fault);

    [Theory]
    [InlineData("""{"events":{"caep:session-revoked":{"subject":NAME,"subject":NAME}}}""", "events.https://schemas.openid.net/secevent/caep....subject")]
    [InlineData("""{"specversion":"1.0","type":"caep:session-revoked","data":{"subject":NAME,"subject":NAME}}""", "data.subject")]
    public void Read_key_that_is_there_twice_is_a_fault(string body, string field) =>
        ReadAssert.Unreadable(Read(body), DeadLetterReason.InvalidSignal, Expanded(field), "is there more than once");

    [Fact]
    public void Read_cloud_event_of_a_type_that_cannot_be_passed_on_is_refused() => ReadAssert.Unreadable(
        Read("""{"specversion":"1.0","type":"caep:device-compliance-change","data":{"subject":NAME}}"""),
        DeadLetterReason.UnsupportedFormat,
        "data",
        "session-revoked");

    [Fact]
    public void Read_events_beside_an_address_are_refused() => ReadAssert.Unreadable(
        Read("""{"ip":"203.0.113.1","riskLevel":"HIGH","events":{"caep:session-revoked":{"subject":NAME}}}"""),
        DeadLetterReason.InvalidSignal,
        "body",
        "more than one place");

    private static string Sample(string name) => Encoding.UTF8.GetString(RiskFunctions.Testing.Signals.Sample.Bytes("security-event", name));

    private static string Event(string type, string said) => $$$"""{"events":{"{{{type}}}":{{{said}}}} }""";

    private static string CloudEvent(string type, string rest) => $$"""{"specversion":"1.0","type":"{{type}}",{{rest[1..]}}""";

    // The names that would make the rows long.
    private static string Expanded(string body) => body
        .Replace("BASE64", Convert.ToBase64String(Encoding.UTF8.GetBytes("""{"subject":NAME}""".Replace("NAME", Name))), StringComparison.Ordinal)
        .Replace("NAME", Name, StringComparison.Ordinal)
        .Replace("caep:", "https://schemas.openid.net/secevent/caep/event-type/", StringComparison.Ordinal)
        .Replace("risc:", "https://schemas.openid.net/secevent/risc/event-type/", StringComparison.Ordinal)
        .Replace("okta:", "https://schemas.okta.com/secevent/okta/event-type/", StringComparison.Ordinal);

    private static ReadResult Read(string body) => ReaderBuilder.Read(Expanded(body));
}
