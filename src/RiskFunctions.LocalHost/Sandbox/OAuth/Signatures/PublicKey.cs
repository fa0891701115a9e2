using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RiskFunctions.LocalHost.Sandbox.Json;

namespace RiskFunctions.LocalHost.Sandbox.OAuth.Signatures;

/// <summary>A public key of RFC 7517: RSA from 2048 bits, or EC on P-256.</summary>
internal sealed class PublicKey
{
    private const int LeastRsaBits = 2048;
    private const int CoordinateBytes = 32;

    // RFC 7518 sections 6.2.2, 6.3.2 and 6.4.1.
    private static readonly string[] PrivateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

    private readonly RSAParameters? _rsa;
    private readonly ECParameters? _ec;

    private PublicKey(RSAParameters? rsa, ECParameters? ec, string canonical, string? keyId)
    {
        _rsa = rsa;
        _ec = ec;
        KeyId = keyId;
        Thumbprint = Base64UrlText.Encode(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)));
    }

    /// <summary>The <c>kid</c>; null when the JWK has none.</summary>
    public string? KeyId { get; }

    /// <summary>The SHA-256 thumbprint of RFC 7638.</summary>
    public string Thumbprint { get; }

    /// <summary>Reads a JWK. Null, with the reason, when it is no public key of a supported kind.</summary>
    public static PublicKey? FromJwk(JsonElement jwk, out string fault)
    {
        if (!StrictJson.TryMembers(jwk, out var members, out var structure))
        {
            fault = $"The key {structure}.";
            return null;
        }

        if (PrivateMembers.Any(members.ContainsKey))
        {
            fault = "The key is private.";
            return null;
        }

        var keyId = members.TryGetValue("kid", out var kid) ? StrictJson.Text(kid) : null;
        var key = Text(members, "kty") switch
        {
            "RSA" => FromRsa(members, keyId),
            "EC" => FromEc(members, keyId),
            _ => null,
        };
        fault = key is null ? "The key is neither RSA from 2048 bits nor EC on P-256." : "";
        return key;
    }

    /// <summary>Whether <paramref name="signature"/> over <paramref name="data"/> is right. False for an algorithm that does not fit the key.</summary>
    public bool Verify(string algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (_ec is { } ecParameters)
        {
            using var ec = ECDsa.Create(ecParameters);
            return string.Equals(algorithm, "ES256", StringComparison.Ordinal)
                && ec.VerifyData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }

        HashAlgorithmName? hash = algorithm switch
        {
            "RS256" => HashAlgorithmName.SHA256,
            "RS384" => HashAlgorithmName.SHA384,
            "RS512" => HashAlgorithmName.SHA512,
            _ => null,
        };
        using var rsa = RSA.Create(_rsa!.Value);
        return hash is { } name && rsa.VerifyData(data, signature, name, RSASignaturePadding.Pkcs1);
    }

    private static PublicKey? FromRsa(Dictionary<string, JsonElement> members, string? keyId)
    {
        if (Text(members, "n") is not { } n || Text(members, "e") is not { } e
            || Base64UrlText.Decode(n) is not { } modulus || Base64UrlText.Decode(e) is not { Length: > 0 } exponent
            || modulus.Length * 8 < LeastRsaBits || modulus[0] == 0)
        {
            return null;
        }

        return new PublicKey(new RSAParameters { Modulus = modulus, Exponent = exponent }, null, $$"""{"e":"{{e}}","kty":"RSA","n":"{{n}}"}""", keyId);
    }

    private static PublicKey? FromEc(Dictionary<string, JsonElement> members, string? keyId)
    {
        if (Text(members, "crv") is not "P-256" || Text(members, "x") is not { } x || Text(members, "y") is not { } y
            || Base64UrlText.Decode(x) is not { Length: CoordinateBytes } xBytes || Base64UrlText.Decode(y) is not { Length: CoordinateBytes } yBytes)
        {
            return null;
        }

        var parameters = new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = xBytes, Y = yBytes } };
        return IsOnCurve(parameters)
            ? new PublicKey(null, parameters, $$"""{"crv":"P-256","kty":"EC","x":"{{x}}","y":"{{y}}"}""", keyId)
            : null;
    }

    private static bool IsOnCurve(ECParameters parameters)
    {
        try
        {
            using var ec = ECDsa.Create(parameters);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static string? Text(Dictionary<string, JsonElement> members, string name) =>
        members.TryGetValue(name, out var value) ? StrictJson.Text(value) : null;
}
