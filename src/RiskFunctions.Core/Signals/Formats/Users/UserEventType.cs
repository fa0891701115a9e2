namespace RiskFunctions.Signals.Formats.Users;

/// <summary>The types of security events (SSF 1.0) that are read as statements about a user.</summary>
/// <param name="Event">What it says.</param>
/// <param name="Level">How urgent it is; null when the event itself says the level.</param>
internal sealed record UserEventType(UserEvent Event, RiskLevel? Level)
{
    private const string Okta = "https://schemas.okta.com/secevent/okta/event-type/";
    private const string OpenId = "https://schemas.openid.net/secevent/";
    private const string Caep = $"{OpenId}caep/event-type/";
    private const string Risc = $"{OpenId}risc/event-type/";

    // Names of CAEP 1.0 section 3, RISC 1.0 section 2 and Okta. RISC's sessions-revoked is an older name of CAEP's.
    private static readonly Dictionary<string, UserEventType> Known = new(StringComparer.Ordinal)
    {
        [$"{Okta}user-risk-change"] = new(UserEvent.RiskChange, Level: null),
        [$"{Caep}risk-level-change"] = new(UserEvent.RiskChange, Level: null),
        [$"{Risc}credential-compromise"] = new(UserEvent.RiskChange, RiskLevel.High),
        [$"{Caep}session-revoked"] = new(UserEvent.SessionRevoked, RiskLevel.High),
        [$"{Risc}sessions-revoked"] = new(UserEvent.SessionRevoked, RiskLevel.High),
        [$"{Risc}identifier-changed"] = new(UserEvent.IdentifierChanged, RiskLevel.Low),
    };

    public static string Names { get; } = string.Join(", ", Known.Keys.Select(ShortName));

    /// <summary>Whether a name is that of a security event, known or not.</summary>
    public static bool IsEvent(string? uri) =>
        uri is not null && (uri.StartsWith(OpenId, StringComparison.Ordinal) || uri.StartsWith(Okta, StringComparison.Ordinal));

    public static UserEventType? Of(string uri) => Known.GetValueOrDefault(uri);

    /// <summary>What stands behind the last slash.</summary>
    public static string ShortName(string uri) => uri[(uri.LastIndexOf('/') + 1)..];
}
