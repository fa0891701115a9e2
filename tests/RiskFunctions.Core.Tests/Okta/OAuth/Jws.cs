using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace RiskFunctions.Core.Tests.Okta.OAuth;

/// <summary>A compact JWS, read and verified with nothing but System.Security.Cryptography (RFC 7515 §5.2).</summary>
internal sealed record Jws(JsonNode Header, JsonNode Payload, byte[] SigningInput, byte[] Signature)
{
    public string Jti => (string)Payload["jti"]!;

    public DateTimeOffset Iat => Time("iat");

    public static Jws Read(string compact)
    {
        var parts = compact.Split('.');
        Assert.Equal(3, parts.Length);
        return new(
            JsonNode.Parse(Base64Url.DecodeFromChars(parts[0]))!,
            JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!,
            Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"),
            Base64Url.DecodeFromChars(parts[2]));
    }

    public DateTimeOffset Time(string claim) => DateTimeOffset.FromUnixTimeSeconds((long)Payload[claim]!);

    public bool IsSignedBy(AsymmetricAlgorithm key) => ((string?)Header["alg"], key) switch
    {
        ("RS256", RSA rsa) => rsa.VerifyData(SigningInput, Signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        ("ES256", ECDsa ec) => ec.VerifyData(SigningInput, Signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation),
        _ => false,
    };
}
