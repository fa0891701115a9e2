using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace RiskFunctions.Core.Tests.Okta.OAuth;

/// <summary>What Okta checks of assertions and proofs, written down apart from the code that makes them.</summary>
internal sealed class OktaRules
{
    private readonly HashSet<string> _seenJtis = [];

    /// <summary>RFC 7523 §3 with Okta's bounds; null when nothing is wrong.</summary>
    public string? FaultOf(Jws assertion, Dictionary<string, AsymmetricAlgorithm> keys, DateTimeOffset now)
    {
        var kid = (string?)assertion.Header["kid"];
        return kid is null || !keys.TryGetValue(kid, out var key) ? "The kid is unknown."
            : !assertion.IsSignedBy(key) ? "The signature is wrong."
            : new[] { "iss", "sub" }.Any(claim => (string?)assertion.Payload[claim] != FakeOkta.ClientId) ? "The issuer or subject is wrong."
            : (string?)assertion.Payload["aud"] != FakeOkta.TokenUrl ? "The audience is wrong."
            : assertion.Iat > now ? "The assertion was issued in the future."
            : assertion.Time("exp") <= now ? "The assertion has expired."
            : assertion.Time("exp") > now + TimeSpan.FromHours(1) ? "The assertion lives too long."
            : !_seenJtis.Add(assertion.Jti) ? "The jti was used before."
            : null;
    }

    /// <summary>RFC 9449 §4.3; the token is null at the token endpoint.</summary>
    public string? FaultOf(Jws proof, string method, string url, string? token, DateTimeOffset now)
    {
        using var key = KeyOf(proof);
        return (string?)proof.Header["typ"] != "dpop+jwt" ? "typ"
            : proof.Header["jwk"]!["d"] is not null ? "private"
            : !proof.IsSignedBy(key) ? "signature"
            : (string?)proof.Payload["htm"] != method || (string?)proof.Payload["htu"] != url ? "htm or htu"
            : proof.Iat > now || proof.Iat < now - TimeSpan.FromMinutes(5) ? "iat"
            : !_seenJtis.Add(proof.Jti) ? "jti"
            : (string?)proof.Payload["ath"] != (token is null ? null : TestKeys.B64(SHA256.HashData(Encoding.ASCII.GetBytes(token)))) ? "ath"
            : null;
    }

    /// <summary>What the token is bound to (<c>cnf.jkt</c>).</summary>
    public static string ThumbprintOf(Jws proof)
    {
        using var key = KeyOf(proof);
        return TestKeys.Thumbprint(key);
    }

    private static ECDsa KeyOf(Jws proof)
    {
        var jwk = proof.Header["jwk"]!;
        return ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new() { X = Base64Url.DecodeFromChars((string)jwk["x"]!), Y = Base64Url.DecodeFromChars((string)jwk["y"]!) },
        });
    }
}
