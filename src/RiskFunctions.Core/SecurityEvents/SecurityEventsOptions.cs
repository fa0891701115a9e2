namespace RiskFunctions.SecurityEvents;

/// <summary>Settings under <c>SecurityEvents</c>: users, sent as security event tokens (SET, RFC 8417) to Okta's Identity Threat Protection.</summary>
public sealed class SecurityEventsOptions
{
    public const string Section = "SecurityEvents";

    public const int DefaultRequestsPerMinute = 60;

    public static readonly TimeSpan DefaultMaxAge = TimeSpan.FromHours(1);

    public static readonly TimeSpan DefaultKeyLeadTime = TimeSpan.FromHours(1);

    /// <summary>Whether users go to Okta. Default false.</summary>
    public bool Enabled { get; set; }

    /// <summary>The issuer, exactly as at the provider that is registered in Okta. Required when <see cref="Enabled"/>.</summary>
    public string? Issuer { get; set; }

    /// <summary>Name of the secret that holds the private key, RSA of 2048 bits or more, as JWK or PEM. Default <c>security-events-key</c>.</summary>
    public string SigningKeySecret { get; set; } = "security-events-key";

    /// <summary>
    /// The blob container for the public keys and the transmitter's configuration, for example <c>https://contoso.blob.core.windows.net/$web</c>.
    /// Null when somebody else publishes them: the newest key then signs at once.
    /// </summary>
    public Uri? PublicKeysUri { get; set; }

    /// <summary>
    /// How long a new key is published before it signs, so that Okta has read it. The first key of a deployment signs at once. Default 1 h;
    /// 00:00:00 to 7.00:00:00. Has no effect without <see cref="PublicKeysUri"/>.
    /// </summary>
    public TimeSpan KeyLeadTime { get; set; } = DefaultKeyLeadTime;

    /// <summary>Requests allowed in any minute, one token each: 1 to 600, default 60. A lower limit from Okta wins.</summary>
    public int RequestsPerMinute { get; set; } = DefaultRequestsPerMinute;

    /// <summary>
    /// Nothing that was seen longer ago is sent: a late HIGH would log out a user who was cleared meanwhile. Default 1 h; 00:01:00 to 7.00:00:00.
    /// </summary>
    public TimeSpan MaxAge { get; set; } = DefaultMaxAge;

    /// <summary>Which alerts also send the users whom they name. Default <see cref="SecurityEvents.UsersFromAlerts.Off"/>.</summary>
    public UsersFromAlerts UsersFromAlerts { get; set; } = UsersFromAlerts.Off;

    /// <summary>Domain in the message -> domain in Okta sign-in names, for example <c>corp.local</c> -> <c>example.com</c>. Default: none.</summary>
    public IDictionary<string, string> SuffixMap { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
}
