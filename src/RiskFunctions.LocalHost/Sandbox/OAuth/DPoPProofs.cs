using System.Security.Cryptography;
using System.Text;
using RiskFunctions.LocalHost.Sandbox.OAuth.Signatures;

namespace RiskFunctions.LocalHost.Sandbox.OAuth;

/// <summary>Verifies DPoP proofs (RFC 9449 section 4.3). Safe for several threads.</summary>
internal sealed class DPoPProofs(Nonces nonces)
{
    /// <summary>How old a proof may be (Okta: five minutes).</summary>
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    private readonly UsedIds _used = new();

    /// <summary>The thumbprint of the key that made the proof; null with the fault when there is something wrong with it.</summary>
    public string? Verify(string proof, ProofExpectation expected, DateTimeOffset now, out OAuthFault? fault)
    {
        if (SignedToken.Parse(proof) is not { } token)
        {
            fault = OAuthFault.InvalidProof("The DPoP proof is not a signed JWT.");
            return null;
        }

        var key = ReadKey(token, out var what);
        what ??= JudgeClaims(token, key!, expected, now);
        if (what is not null)
        {
            fault = OAuthFault.InvalidProof(what);
            return null;
        }

        // Before the nonce: a proof that asks for one is used up as well.
        if (!_used.TryUse($"{key!.Thumbprint}\n{token.Text("jti")}", now, token.Time("iat")!.Value + Life))
        {
            fault = OAuthFault.InvalidProof("The jti of the DPoP proof was used before.");
            return null;
        }

        fault = token.Text("nonce") is { } nonce ? nonces.IsGood(nonce, now) ? null : OAuthFault.UseNonce()
            : expected.NeedsNonce ? OAuthFault.UseNonce() : null;
        return fault is null ? key.Thumbprint : null;
    }

    private static PublicKey? ReadKey(SignedToken token, out string? fault)
    {
        if (!string.Equals(token.HeaderText("typ"), "dpop+jwt", StringComparison.Ordinal))
        {
            fault = "The typ of the DPoP proof is not dpop+jwt.";
            return null;
        }

        if (token.Header("jwk") is not { } jwk)
        {
            fault = "The DPoP proof has no jwk.";
            return null;
        }

        var key = PublicKey.FromJwk(jwk, out var keyFault);
        fault = key is null ? $"The jwk of the DPoP proof does not do. {keyFault}"
            : token.IsSignedBy(key) ? null
            : "The signature of the DPoP proof is not valid.";
        return key;
    }

    private static string? JudgeClaims(SignedToken token, PublicKey key, ProofExpectation expected, DateTimeOffset now)
    {
        if (!string.Equals(token.Text("htm"), expected.Method, StringComparison.Ordinal))
        {
            return "The htm of the DPoP proof is not the method of the request.";
        }

        if (!IsUrl(token.Text("htu"), expected.Url))
        {
            return "The htu of the DPoP proof is not the URL of the request.";
        }

        if (token.Time("iat") is not { } issued || issued > now + ClientAssertions.Skew || issued < now - Life)
        {
            return "The iat of the DPoP proof is missing, older than five minutes, or in the future.";
        }

        if (token.Text("jti") is not { Length: > 0 })
        {
            return "The DPoP proof has no jti.";
        }

        if (expected.AccessToken is { } accessToken && !string.Equals(token.Text("ath"), HashOf(accessToken), StringComparison.Ordinal))
        {
            return "The ath of the DPoP proof is not the hash of the access token.";
        }

        return expected.Thumbprint is { } thumbprint && !string.Equals(thumbprint, key.Thumbprint, StringComparison.Ordinal)
            ? "The DPoP proof is not made by the key that the access token is bound to."
            : null;
    }

    /// <summary>Equal after the normal form of RFC 3986. A query or fragment is refused: the claim must not have one.</summary>
    private static bool IsUrl(string? claim, string url) =>
        Uri.TryCreate(claim, UriKind.Absolute, out var claimed)
        && claimed.Query.Length == 0 && claimed.Fragment.Length == 0
        && string.Equals(claimed.AbsoluteUri, new Uri(url).AbsoluteUri, StringComparison.Ordinal);

    private static string HashOf(string accessToken) => Base64UrlText.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(accessToken)));
}
