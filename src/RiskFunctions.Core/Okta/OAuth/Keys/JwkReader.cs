using System.Buffers.Text;
using System.Security.Cryptography;

namespace RiskFunctions.Okta.OAuth.Keys;

/// <summary>Reads a private JWK (RFC 7517 §4, RFC 7518 §6.2, §6.3). No message quotes a member's value, except kty, crv and alg.</summary>
internal static class JwkReader
{
    private const int P256Bytes = 32;

    public static SigningKey Read(string json)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json);
        }
        catch (JsonException e)
        {
#pragma warning disable MA0054 // Justification: the parser's own words may quote the text, and the text is a private key.
            throw new FormatException($"it starts as JSON but is not valid JSON (line {e.LineNumber + 1}).");
#pragma warning restore MA0054
        }

        using (document)
        {
            try
            {
                return Read(document.RootElement);
            }
            catch (InvalidOperationException e)
            {
                // Half a surrogate pair is valid JSON but no text.
                throw new FormatException("a member of the JWK is not valid text.", e);
            }
        }
    }

    private static SigningKey Read(JsonElement jwk)
    {
        if (jwk.TryGetProperty("keys", out _))
        {
            throw new FormatException("it is a set of keys (JWKS); store the one private JWK by itself.");
        }

        if (Text(jwk, "use") is { } use && use is not "sig")
        {
            throw new FormatException("the JWK's use is not sig: it is no signing key.");
        }

        return Text(jwk, "kty") switch
        {
            "RSA" => Rsa(jwk),
            "EC" => Ec(jwk),
            "oct" => throw new FormatException("the JWK is a symmetric key (kty oct); an RSA or EC private key is needed."),
            null => throw new FormatException("the JSON has no kty: it is no JWK."),
            var kty => throw new FormatException($"the JWK's kty is {Shown(kty)}; only RSA and EC are supported."),
        };
    }

    private static SigningKey Rsa(JsonElement jwk)
    {
        DemandPrivate(jwk);
        DemandAlgorithm(jwk, "RS256");
        var modulus = Number(jwk, "n");
        var half = (modulus.Length + 1) / 2;
        var parameters = new RSAParameters
        {
            Modulus = modulus,
            Exponent = Number(jwk, "e"),
            D = Padded(jwk, "d", modulus.Length),
            P = Padded(jwk, "p", half),
            Q = Padded(jwk, "q", half),
            DP = Padded(jwk, "dp", half),
            DQ = Padded(jwk, "dq", half),
            InverseQ = Padded(jwk, "qi", half),
        };
        return SigningKey.Of(Import(RSA.Create(), key => key.ImportParameters(parameters)), Text(jwk, "kid"));
    }

    private static SigningKey Ec(JsonElement jwk)
    {
        if (Text(jwk, "crv") is var curve and not "P-256")
        {
            throw new FormatException($"the curve of the EC key is {Shown(curve ?? "missing")}; only P-256 is supported.");
        }

        DemandPrivate(jwk);
        DemandAlgorithm(jwk, "ES256");
        var parameters = new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            D = Padded(jwk, "d", P256Bytes),
            Q = new ECPoint { X = Padded(jwk, "x", P256Bytes), Y = Padded(jwk, "y", P256Bytes) },
        };
        return SigningKey.Of(Import(ECDsa.Create(), key => key.ImportParameters(parameters)), Text(jwk, "kid"));
    }

    private static TKey Import<TKey>(TKey key, Action<TKey> import)
        where TKey : AsymmetricAlgorithm
    {
        try
        {
            import(key);
            return key;
        }
        catch (CryptographicException e)
        {
            key.Dispose();
            throw new FormatException("its numbers make no valid key; the JWK is damaged.", e);
        }
    }

    private static void DemandPrivate(JsonElement jwk)
    {
        if (!jwk.TryGetProperty("d", out _))
        {
            throw new FormatException("it holds the public key only (the JWK has no d); the private key is needed.");
        }
    }

    private static void DemandAlgorithm(JsonElement jwk, string supported)
    {
        if (Text(jwk, "alg") is { } algorithm && !string.Equals(algorithm, supported, StringComparison.Ordinal))
        {
            throw new FormatException($"the JWK's alg is {Shown(algorithm)}; for its kty only {supported} is supported.");
        }
    }

    private static byte[] Padded(JsonElement jwk, string name, int length)
    {
        var bytes = Number(jwk, name);
        if (bytes.Length > length)
        {
            throw new FormatException($"the JWK's {name} is too long.");
        }

        var padded = new byte[length];
        bytes.CopyTo(padded.AsSpan(length - bytes.Length));
        return padded;
    }

    // Without leading zeros; no number of a key is zero.
    private static byte[] Number(JsonElement jwk, string name)
    {
        var bytes = Bytes(jwk, name).AsSpan().TrimStart((byte)0);
        return bytes.IsEmpty ? throw new FormatException($"the JWK's {name} is zero; the JWK is damaged.") : bytes.ToArray();
    }

    private static byte[] Bytes(JsonElement jwk, string name)
    {
        var text = Text(jwk, name) ?? throw new FormatException($"the JWK has no {name}.");
        return Base64Url.IsValid(text) ? Base64Url.DecodeFromChars(text) : throw new FormatException($"the JWK's {name} is not base64url.");
    }

    private static string? Text(JsonElement jwk, string name) =>
        jwk.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    // A name such as P-384 helps. Longer text may be a value in the wrong member.
    private static string Shown(string name) => name.Length <= 20 ? name : "unknown";
}
