using System.Buffers.Text;
using System.Security.Cryptography;

namespace RiskFunctions.Okta.OAuth.Keys;

/// <summary>The public half of a key as a JWK: only the required members, in the order that RFC 7638 §3 hashes.</summary>
internal sealed class PublicJwk
{
    private PublicJwk(string canonicalJson)
    {
        CanonicalJson = canonicalJson;
        Thumbprint = Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(canonicalJson)));
        using var document = JsonDocument.Parse(canonicalJson);
        Element = document.RootElement.Clone();
    }

    /// <summary>Members in lexicographic order, without white space.</summary>
    public string CanonicalJson { get; }

    /// <summary>The same JWK, to be put into a JOSE header.</summary>
    public JsonElement Element { get; }

    /// <summary>SHA-256 thumbprint, RFC 7638.</summary>
    public string Thumbprint { get; }

    public static PublicJwk Of(RSA key)
    {
        var parameters = key.ExportParameters(includePrivateParameters: false);
        return new($$"""{"e":"{{Encode(parameters.Exponent)}}","kty":"RSA","n":"{{Encode(parameters.Modulus)}}"}""");
    }

    public static PublicJwk Of(ECDsa key)
    {
        var parameters = key.ExportParameters(includePrivateParameters: false);
        return new($$"""{"crv":"P-256","kty":"EC","x":"{{Encode(parameters.Q.X)}}","y":"{{Encode(parameters.Q.Y)}}"}""");
    }

    private static string Encode(byte[]? bytes) => Base64Url.EncodeToString(bytes);
}
