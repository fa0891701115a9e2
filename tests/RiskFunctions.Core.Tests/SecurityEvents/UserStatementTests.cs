using System.Text.Json;
using RiskFunctions.SecurityEvents;
using RiskFunctions.Signals;
using RiskFunctions.Testing.Delivery;

namespace RiskFunctions.Core.Tests.SecurityEvents;

/// <summary>What a token says, and by what it is known.</summary>
public sealed class UserStatementTests
{
    [Fact]
    public void Claims_are_those_of_the_documentation_and_no_more()
    {
        using var json = JsonDocument.Parse(Change().Claims(Some.Time));
        var claims = json.RootElement;

        Assert.Equal(["iss", "aud", "iat", "jti", "events"], claims.EnumerateObject().Select(p => p.Name));
        Assert.Equal("https://contoso.okta.com", claims.GetProperty("aud").GetString());
        Assert.Equal(Some.Time.ToUnixTimeSeconds(), claims.GetProperty("iat").GetInt64());
        var statement = Assert.Single(claims.GetProperty("events").EnumerateObject());
        Assert.Equal("https://schemas.okta.com/secevent/okta/event-type/user-risk-change", statement.Name);
        Assert.Equal(
            $$$"""{"subject":{"user":{"format":"email","email":"name@example.com"}},"event_timestamp":{{{Some.Time.ToUnixTimeSeconds()}}}"""
            + $$$""","initiating_entity":"system","current_level":"high","previous_level":"low","reason_admin":{"en":"Impossible travel"}}""",
            statement.Value.GetRawText());
    }

    [Theory]
    [InlineData(nameof(UserEvent.SessionRevoked), null, "https://schemas.openid.net/secevent/caep/event-type/session-revoked", "")]
    [InlineData(nameof(UserEvent.IdentifierChanged), null, "https://schemas.openid.net/secevent/risc/event-type/identifier-changed", "")]
    [InlineData(nameof(UserEvent.IdentifierChanged), "new@example.com", "https://schemas.openid.net/secevent/risc/event-type/identifier-changed",
        "\"new-value\":\"new@example.com\",")]
    public void Claims_of_an_event_that_is_passed_on_are_its_own(string said, string? newValue, string type, string own)
    {
        using var json = JsonDocument.Parse(
            (Change() with { Signal = Change().Signal with { Event = Enum.Parse<UserEvent>(said), NewValue = newValue } }).Claims(Some.Time));

        var statement = Assert.Single(json.RootElement.GetProperty("events").EnumerateObject());
        Assert.Equal(type, statement.Name);
        Assert.Equal(
            $$$"""{"subject":{"user":{"format":"email","email":"name@example.com"}},"event_timestamp":{{{Some.Time.ToUnixTimeSeconds()}}}"""
            + $$$""","initiating_entity":"system",{{{own}}}"reason_admin":{"en":"Impossible travel"}}""",
            statement.Value.GetRawText());
    }

    [Fact]
    public void Id_of_another_delivery_of_the_same_message_is_the_same() =>
        Assert.Equal(Change().Id, (Change() with { Message = Some.Message("m", delivery: 5) }).Id);

    [Fact]
    public void Id_of_everything_that_makes_another_statement_is_another()
    {
        UserStatement[] all =
        [
            Change(),
            Change() with { Message = Some.Message("another") },
            Change() with { Message = Some.Message("m") with { EnqueuedAt = Some.Time.AddTicks(1) } },
            Change() with { User = "other@example.com" },
            Change() with { Issuer = "https://other.example.com" },
            Change() with { Audience = "https://other.okta.com" },
            Change() with { Signal = Change().Signal with { Index = 1 } },
            Change() with { Signal = Change().Signal with { Level = RiskLevel.Medium } },
            Change() with { Signal = Change().Signal with { Event = UserEvent.SessionRevoked } },
            Change() with { Signal = Change().Signal with { Timestamp = Some.Time.AddSeconds(1) } },
        ];

        Assert.Equal(all.Length, all.Select(c => c.Id).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Reason_is_never_empty_and_never_long()
    {
        var silent = Change() with { Signal = Change().Signal with { Text = " \u0007" } };
        var long_ = Change() with { Signal = Change().Signal with { Text = new string('x', 10_000) } };

        Assert.Contains("Reported by a security product", silent.Claims(Some.Time));
        Assert.InRange(long_.Claims(Some.Time).Length, 512, 1_200);
    }

    private static UserStatement Change()
    {
        Assert.True(SignalUser.TryParse("name@example.com", out var user));
        return new UserStatement
        {
            Message = Some.Message("m"),
            Signal = new UserSignal { User = user, Level = RiskLevel.High, Timestamp = Some.Time, Text = "Impossible travel", Index = 0 },
            User = user.Name,
            Issuer = "https://transmitter.example.com",
            Audience = "https://contoso.okta.com",
        };
    }
}
