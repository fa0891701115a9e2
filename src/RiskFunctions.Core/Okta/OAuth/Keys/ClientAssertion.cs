namespace RiskFunctions.Okta.OAuth.Keys;

/// <summary>The signed statement in place of a client secret (RFC 7523 §3). Okta wants exp at most an hour ahead and each jti once.</summary>
internal static class ClientAssertion
{
    public const string Type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private static readonly Dictionary<string, object> NoHeader = [];

    /// <summary>Makes a new one with its own <c>jti</c>, for one try.</summary>
    public static string Create(SigningKey key, string clientId, Uri audience, DateTimeOffset now) => key.Sign(
        JsonObjectText.Write(json =>
        {
            json.WriteString("iss", clientId);
            json.WriteString("sub", clientId);
            json.WriteString("aud", audience.AbsoluteUri);
            json.WriteNumber("iat", now.ToUnixTimeSeconds());
            json.WriteNumber("exp", (now + Lifetime).ToUnixTimeSeconds());
            json.WriteString("jti", Guid.NewGuid().ToString("N"));
        }),
        NoHeader);
}
