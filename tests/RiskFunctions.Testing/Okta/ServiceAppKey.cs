using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace RiskFunctions.Testing.Okta;

/// <summary>A key of a service app in the forms that people store it in, and a signer that signs whatever a test wants signed.</summary>
internal sealed class ServiceAppKey
{
    private readonly AsymmetricAlgorithm _key;
    private readonly string _publicMembers;
    private readonly string _privateMembers;

    private ServiceAppKey(AsymmetricAlgorithm key, string keyId, string publicMembers, string privateMembers)
    {
        _key = key;
        KeyId = keyId;
        _publicMembers = publicMembers;
        _privateMembers = privateMembers;
    }

    public string KeyId { get; }

    /// <summary><c>RS256</c> or <c>ES256</c>.</summary>
    public string Algorithm => _key is RSA ? "RS256" : "ES256";

    public string PublicJwk => $$"""{{{_publicMembers}},"kid":"{{KeyId}}"}""";

    /// <summary>The public key as a DPoP proof carries it: without <c>kid</c>.</summary>
    public string PublicJwkWithoutId => $$"""{{{_publicMembers}}}""";

    /// <summary>RFC 7638 section 3: the members that make up the key, in order, hashed. The kid of a key that names none.</summary>
    public string Thumbprint
    {
        get
        {
            var members = JsonNode.Parse(PublicJwkWithoutId)!.AsObject().OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => $"\"{m.Key}\":\"{m.Value}\"");
            return Text(SHA256.HashData(Encoding.UTF8.GetBytes($"{{{string.Join(',', members)}}}")));
        }
    }

    /// <summary>The public key under the kid that our side takes for a PEM.</summary>
    public string PublicJwkWithThumbprint => $$"""{{{_publicMembers}},"kid":"{{Thumbprint}}"}""";

    public string PrivateJwk => $$"""{{{_publicMembers}},"kid":"{{KeyId}}",{{_privateMembers}}}""";

    /// <summary>PKCS #8, not encrypted.</summary>
    public string PrivatePem => _key.ExportPkcs8PrivateKeyPem();

    public static ServiceAppKey CreateRsa(string keyId = "rsa-1", int bits = 2048)
    {
        var rsa = RSA.Create(bits);
        var p = rsa.ExportParameters(includePrivateParameters: true);
        return new ServiceAppKey(
            rsa,
            keyId,
            $"\"kty\":\"RSA\",\"n\":\"{Text(p.Modulus)}\",\"e\":\"{Text(p.Exponent)}\"",
            $"\"d\":\"{Text(p.D)}\",\"p\":\"{Text(p.P)}\",\"q\":\"{Text(p.Q)}\",\"dp\":\"{Text(p.DP)}\",\"dq\":\"{Text(p.DQ)}\",\"qi\":\"{Text(p.InverseQ)}\"");
    }

    public static ServiceAppKey CreateEc(string keyId = "ec-1")
    {
        var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var p = ec.ExportParameters(includePrivateParameters: true);
        return new ServiceAppKey(ec, keyId, $"\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"{Text(p.Q.X)}\",\"y\":\"{Text(p.Q.Y)}\"", $"\"d\":\"{Text(p.D)}\"");
    }

    /// <summary>A compact JWT over exactly these texts; the header says what it likes, the signature is made with <paramref name="hash"/>.</summary>
    public string Sign(string header, string claims, HashAlgorithmName? hash = null)
    {
        var input = $"{Text(Encoding.UTF8.GetBytes(header))}.{Text(Encoding.UTF8.GetBytes(claims))}";
        var data = Encoding.ASCII.GetBytes(input);
        var signature = _key switch
        {
            RSA rsa => rsa.SignData(data, hash ?? HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
            ECDsa ec => ec.SignData(data, hash ?? HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation),
            _ => throw new InvalidOperationException("Unknown kind of key."),
        };
        return $"{input}.{Text(signature)}";
    }

    private static string Text(byte[]? bytes) => Base64Url.EncodeToString(bytes);
}
