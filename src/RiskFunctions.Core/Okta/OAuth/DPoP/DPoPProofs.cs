using System.Buffers.Text;
using System.Security.Cryptography;
using RiskFunctions.Okta.OAuth.Keys;

namespace RiskFunctions.Okta.OAuth.DPoP;

/// <summary>
/// Makes DPoP proofs (RFC 9449 §4.2) with a key pair that never leaves the process. ES256, because Okta lists it among
/// <c>dpop_signing_alg_values_supported</c> (okta-management-openapi-spec 2025.08.0, OAuthMetadata) and it costs far less than RS256.
/// </summary>
internal sealed class DPoPProofs(ServerClock clock)
{
    public const string HeaderName = "DPoP";

    private readonly SigningKey _key = SigningKey.Create();
    private IDictionary<string, object>? _header;

    /// <summary>
    /// Makes a proof for one try. <paramref name="accessToken"/> is bound to it as <c>ath</c>; null for a token request.
    /// <paramref name="nonce"/> is the last one from this server; null when there was none.
    /// </summary>
    public string Create(HttpMethod method, Uri target, string? nonce, string? accessToken) => _key.Sign(
        JsonObjectText.Write(json =>
        {
            json.WriteString("htm", method.Method);
            json.WriteString("htu", target.GetLeftPart(UriPartial.Path));
            json.WriteNumber("iat", clock.UtcNow.ToUnixTimeSeconds());
            json.WriteString("jti", Guid.NewGuid().ToString("N"));
            if (accessToken is not null)
            {
                json.WriteString("ath", TokenHash(accessToken));
            }

            if (nonce is not null)
            {
                json.WriteString("nonce", nonce);
            }
        }),
        _header ??= new Dictionary<string, object>(StringComparer.Ordinal) { ["typ"] = "dpop+jwt", ["jwk"] = _key.PublicJwk.Element });

    /// <summary><c>ath</c>: base64url of the SHA-256 of the token's ASCII characters, RFC 9449 §4.2.</summary>
    public static string TokenHash(string accessToken) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(accessToken)));
}
