using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace RiskFunctions.Okta.OAuth.Keys;

/// <summary>A private key that signs JWTs: RSA of at least 2048 bits (RS256) or EC on P-256 (ES256). Nothing of it shows the private half.</summary>
internal sealed class SigningKey
{
    public const int MinimumRsaBits = 2048;

    private const string P256 = "1.2.840.10045.3.1.7";

    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };

    private readonly Lock _gate = new();
    private readonly SigningCredentials _credentials;

    private SigningKey(AsymmetricSecurityKey key, string algorithm, PublicJwk publicJwk, string? kid, bool namesItself)
    {
        Algorithm = algorithm;
        PublicJwk = publicJwk;
        KidIsThumbprint = namesItself && kid is null;
        Kid = namesItself ? kid ?? publicJwk.Thumbprint : null;
        key.KeyId = Kid;

        // A cached signature provider would outlive a key that was rotated away.
        _credentials = new SigningCredentials(key, algorithm) { CryptoProviderFactory = new() { CacheSignatureProviders = false } };
    }

    /// <summary><c>RS256</c> or <c>ES256</c>.</summary>
    public string Algorithm { get; }

    /// <summary>Written into each header as <c>kid</c>; null for a key that lives in this process only.</summary>
    public string? Kid { get; }

    /// <summary>True when the secret names no key id, as in a PEM. <see cref="Kid"/> is then the thumbprint of RFC 7638.</summary>
    public bool KidIsThumbprint { get; }

    public PublicJwk PublicJwk { get; }

    /// <summary>Reads a JWK (RFC 7517) or a PEM (PKCS#8, PKCS#1, SEC1), not encrypted.</summary>
    /// <exception cref="FormatException">The text is no usable private key; the message says why and quotes nothing of it.</exception>
    public static SigningKey Parse(string text)
    {
        try
        {
            return Read(Unwrapped(text));
        }
        catch (Exception e) when (e is not FormatException)
        {
            // .NET throws many kinds of exceptions for damaged keys.
            throw new FormatException("its numbers make no valid key; it is damaged.", e);
        }
    }

    /// <summary>A new EC P-256 key that never leaves this process.</summary>
    public static SigningKey Create()
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new SigningKey(new ECDsaSecurityKey(key), SecurityAlgorithms.EcdsaSha256, PublicJwk.Of(key), kid: null, namesItself: false);
    }

    /// <exception cref="FormatException">The key is too small.</exception>
    public static SigningKey Of(RSA key, string? kid)
    {
        if (key.KeySize < MinimumRsaBits)
        {
            throw new FormatException($"the RSA key has {key.KeySize} bits; at least {MinimumRsaBits} are needed.");
        }

        return new SigningKey(new RsaSecurityKey(key), SecurityAlgorithms.RsaSha256, PublicJwk.Of(key), kid, namesItself: true);
    }

    /// <exception cref="FormatException">The curve is not P-256.</exception>
    public static SigningKey Of(ECDsa key, string? kid)
    {
        var curve = key.ExportParameters(includePrivateParameters: false).Curve;
        if (!curve.IsNamed || !string.Equals(curve.Oid.Value, P256, StringComparison.Ordinal))
        {
            var name = curve.IsNamed ? curve.Oid.FriendlyName ?? curve.Oid.Value : "written out in full";
            throw new FormatException($"the curve of the EC key is {name}; only P-256 is supported.");
        }

        return new SigningKey(new ECDsaSecurityKey(key), SecurityAlgorithms.EcdsaSha256, PublicJwk.Of(key), kid, namesItself: true);
    }

    /// <summary>Signs a payload; <paramref name="header"/> is added to <c>alg</c>, <c>typ</c> and <c>kid</c>.</summary>
    public string Sign(string payload, IDictionary<string, object> header)
    {
        // .NET's key objects are not thread-safe, and several lanes make proofs at once.
        lock (_gate)
        {
            return Handler.CreateToken(payload, _credentials, header);
        }
    }

    // A JWK that went through a JSON file is a text in quotes, with its own quotes escaped.
    private static string Unwrapped(string text)
    {
        var bare = StoredCredential.Bare(text);
        return bare.StartsWith("{\\\"", StringComparison.Ordinal)
            ? bare.Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\n", "\n", StringComparison.Ordinal)
            : bare;
    }

    private static SigningKey Read(string trimmed) => trimmed switch
    {
        "" => throw new FormatException("it is empty; store the service app's private key as a JWK or PEM."),
        ['{', ..] => JwkReader.Read(trimmed),
        _ when trimmed.Contains("-----BEGIN ", StringComparison.Ordinal) => PemReader.Read(trimmed),
        _ when StoredCredential.HasScheme(trimmed) => throw new FormatException(
            "it begins with SSWS and so is an API token; store the service app's private key, or set Okta:Authentication to ApiToken."),
        _ => throw new FormatException("it is neither a JWK (JSON object) nor a PEM (-----BEGIN ... -----)."),
    };
}
