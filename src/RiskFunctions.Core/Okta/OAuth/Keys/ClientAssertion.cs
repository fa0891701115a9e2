namespace RiskFunctions.Okta.OAuth.Keys;

/// <summary>The signed statement that stands for a client secret: RFC 7523 §3, as Okta wants it: exp at most an hour ahead, jti used once (guide implement-oauth-for-okta-serviceapp).</summary>
internal static class ClientAssertion
{
    public const string Type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private static readonly Dictionary<string, object> NoHeader = [];

    /// <summary>Makes a new one, with a <c>jti</c> of its own: to be called for every try.</summary>
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
