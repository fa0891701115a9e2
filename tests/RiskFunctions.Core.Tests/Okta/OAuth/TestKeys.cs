using System.Buffers.Text;
using System.Security.Cryptography;

namespace RiskFunctions.Core.Tests.Okta.OAuth;

/// <summary>Key pairs of a test run, and the forms in which an operator may store them.</summary>
internal static class TestKeys
{
    public const string Kid = "key-1";

    public static readonly RSA Rsa = RSA.Create(2048);

    public static readonly ECDsa Ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public static string RsaJwk(RSA key, string? kid = Kid)
    {
        var p = key.ExportParameters(true);
        return $$"""
            {"kty":"RSA",{{KidMember(kid)}}"use":"sig","alg":"RS256","n":"{{B64(p.Modulus)}}","e":"{{B64(p.Exponent)}}","d":"{{B64(p.D)}}",
             "p":"{{B64(p.P)}}","q":"{{B64(p.Q)}}","dp":"{{B64(p.DP)}}","dq":"{{B64(p.DQ)}}","qi":"{{B64(p.InverseQ)}}"}
            """;
    }

    public static string RsaPublicJwk(RSA key)
    {
        var p = key.ExportParameters(false);
        return $$"""{"kty":"RSA","kid":"key-1","n":"{{B64(p.Modulus)}}","e":"{{B64(p.Exponent)}}"}""";
    }

    public static string EcJwk(ECDsa key, string? kid = Kid, string curve = "P-256")
    {
        var p = key.ExportParameters(true);
        return $$"""{"kty":"EC",{{KidMember(kid)}}"crv":"{{curve}}","x":"{{B64(p.Q.X)}}","y":"{{B64(p.Q.Y)}}","d":"{{B64(p.D)}}"}""";
    }

    /// <summary>RFC 7638, computed here by itself.</summary>
    public static string Thumbprint(RSA key)
    {
        var p = key.ExportParameters(false);
        return B64(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($$"""{"e":"{{B64(p.Exponent)}}","kty":"RSA","n":"{{B64(p.Modulus)}}"}""")));
    }

    public static string Thumbprint(ECDsa key)
    {
        var p = key.ExportParameters(false);
        return B64(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($$"""{"crv":"P-256","kty":"EC","x":"{{B64(p.Q.X)}}","y":"{{B64(p.Q.Y)}}"}""")));
    }

    public static string B64(byte[]? bytes) => Base64Url.EncodeToString(bytes);

    private static string KidMember(string? kid) => kid is null ? "" : $"\"kid\":\"{kid}\",";
}
