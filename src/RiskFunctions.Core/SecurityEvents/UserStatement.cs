using System.Buffers.Text;
using System.Security.Cryptography;
using RiskFunctions.Okta.OAuth.Keys;
using RiskFunctions.Signals;

namespace RiskFunctions.SecurityEvents;

/// <summary>
/// A statement about a user as the claims of a security event token (RFC 8417), with the events that Okta takes
/// (https://developer.okta.com/docs/api/openapi/okta-management/management/tag/SSFSecurityEventToken/).
/// </summary>
internal sealed record UserStatement
{
    private const int MostReasonCharacters = 512;

    /// <summary>The message that holds the statement. Its id and the broker's time are part of the token's id.</summary>
    public required SignalMessage Message { get; init; }

    public required UserSignal Signal { get; init; }

    /// <summary>The name with which the user signs in to Okta.</summary>
    public required string User { get; init; }

    /// <summary>Exactly as registered at the provider.</summary>
    public required string Issuer { get; init; }

    /// <summary>The org's origin without a final slash.</summary>
    public required string Audience { get; init; }

    /// <summary>
    /// The same for every delivery of a statement by any process: Okta drops a token whose id it has seen. After a replay the broker has another time,
    /// and so the id is another too: a user who was unknown before can be reported again.
    /// </summary>
    public string Id
    {
        get
        {
            string[] parts =
            [
                Message.MessageId, Message.EnqueuedAt.UtcTicks.ToString(CultureInfo.InvariantCulture), Signal.Index.ToString(CultureInfo.InvariantCulture),
                Type, User.ToLowerInvariant(), Level(Signal.Level), Signal.Timestamp.UtcTicks.ToString(CultureInfo.InvariantCulture), Issuer, Audience,
            ];

            // The length before each part keeps different statements different.
            var text = string.Concat(parts.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Length}:{p};")));
            return Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        }
    }

    private string Type => Signal.Event switch
    {
        UserEvent.RiskChange => "https://schemas.okta.com/secevent/okta/event-type/user-risk-change",
        UserEvent.SessionRevoked => "https://schemas.openid.net/secevent/caep/event-type/session-revoked",
        UserEvent.IdentifierChanged => "https://schemas.openid.net/secevent/risc/event-type/identifier-changed",
        _ => throw new InvalidOperationException($"{Signal.Event} is no event that Okta takes."),
    };

    public string Claims(DateTimeOffset now) => JsonObjectText.Write(json =>
    {
        json.WriteString("iss", Issuer);
        json.WriteString("aud", Audience);
        json.WriteNumber("iat", now.ToUnixTimeSeconds());
        json.WriteString("jti", Id);
        json.WriteStartObject("events");
        json.WriteStartObject(Type);
        json.WriteStartObject("subject");
        json.WriteStartObject("user");
        json.WriteString("format", "email");
        json.WriteString("email", User);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteNumber("event_timestamp", Signal.Timestamp.ToUnixTimeSeconds());
        json.WriteString("initiating_entity", "system");
        WriteEvent(json);
        json.WriteStartObject("reason_admin");
        json.WriteString("en", Reason());
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    });

    private void WriteEvent(Utf8JsonWriter json)
    {
        switch (Signal.Event)
        {
            case UserEvent.RiskChange:
                json.WriteString("current_level", Level(Signal.Level));

                // The previous level is not known here. Other senders that do not know it say low.
                json.WriteString("previous_level", "low");
                break;
            case UserEvent.IdentifierChanged when Signal.NewValue is { Length: > 0 } value:
                json.WriteString("new-value", value);
                break;
        }
    }

    private static string Level(RiskLevel level) => level switch
    {
        RiskLevel.High => "high",
        RiskLevel.Medium => "medium",
        RiskLevel.Low => "low",
        _ => throw new ArgumentOutOfRangeException(nameof(level), level, message: null),
    };

    private string Reason()
    {
        var said = string.Join(" ", new[] { Signal.Text, Signal.Reference }.Where(t => !string.IsNullOrWhiteSpace(t)));
        var text = string.Concat((said.Length == 0 ? "Reported by a security product" : said).EnumerateRunes()
            .Where(r => r != Rune.ReplacementChar)
            .Select(r => Rune.IsControl(r) ? " " : r.ToString())
            .Take(MostReasonCharacters));
        return string.IsNullOrWhiteSpace(text) ? "Reported by a security product" : text;
    }
}
