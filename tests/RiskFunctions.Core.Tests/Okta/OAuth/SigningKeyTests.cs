using System.Security.Cryptography;
using RiskFunctions.Okta.OAuth.Keys;

namespace RiskFunctions.Core.Tests.Okta.OAuth;

public sealed class SigningKeyTests
{
    private static readonly Dictionary<string, object> NoHeader = [];

    public static TheoryData<string, string> UsableKeys() => new()
    {
        { "RSA JWK", TestKeys.RsaJwk(TestKeys.Rsa) },
        { "RSA PKCS#8", TestKeys.Rsa.ExportPkcs8PrivateKeyPem() },
        { "RSA PKCS#1", TestKeys.Rsa.ExportRSAPrivateKeyPem() },
        { "EC JWK", TestKeys.EcJwk(TestKeys.Ec) },
        { "EC PKCS#8", TestKeys.Ec.ExportPkcs8PrivateKeyPem() },
        { "EC SEC1", TestKeys.Ec.ExportECPrivateKeyPem() },
        { "with a byte order mark and space around", "\uFEFF  " + TestKeys.EcJwk(TestKeys.Ec) + "\r\n" },
        { "EC after EC PARAMETERS", "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n" + TestKeys.Ec.ExportECPrivateKeyPem() },
        { "line ends as backslash n", TestKeys.Rsa.ExportPkcs8PrivateKeyPem().Replace("\n", "\\n") },
        { "line ends as spaces", TestKeys.Rsa.ExportPkcs8PrivateKeyPem().Replace("\n", " ") },
        { "CRLF", TestKeys.Rsa.ExportPkcs8PrivateKeyPem().Replace("\n", "\r\n") },
    };

    [Theory]
    [MemberData(nameof(UsableKeys))]
    public void Parse_usable_key_signs_what_its_public_half_verifies(string form, string text)
    {
        var key = SigningKey.Parse(text);

        var jws = Jws.Read(key.Sign("""{"a":1}""", NoHeader));

        AsymmetricAlgorithm expected = form.Contains("EC") || form.Contains("order mark") ? TestKeys.Ec : TestKeys.Rsa;
        Assert.True(jws.IsSignedBy(expected));
        Assert.Equal(1, (int)jws.Payload["a"]!);
        Assert.Single(jws.Payload.AsObject());
        Assert.Equal(key.Kid, (string?)jws.Header["kid"]);
    }

    [Fact]
    public void Kid_of_a_jwk_is_its_own()
    {
        var key = SigningKey.Parse(TestKeys.RsaJwk(TestKeys.Rsa, "mine"));

        Assert.Equal("mine", key.Kid);
        Assert.False(key.KidIsThumbprint);
    }

    [Fact]
    public void Kid_of_a_pem_is_the_thumbprint()
    {
        Assert.Equal(TestKeys.Thumbprint(TestKeys.Rsa), SigningKey.Parse(TestKeys.Rsa.ExportPkcs8PrivateKeyPem()).Kid);
        Assert.Equal(TestKeys.Thumbprint(TestKeys.Ec), SigningKey.Parse(TestKeys.Ec.ExportECPrivateKeyPem()).Kid);
        Assert.True(SigningKey.Parse(TestKeys.EcJwk(TestKeys.Ec, kid: null)).KidIsThumbprint);
    }

    [Fact]
    public void Thumbprint_of_the_key_of_rfc7638_section_3_1_is_the_one_printed_there()
    {
        const string Modulus =
            "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9"
            + "yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6We"
            + "Zu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";
        using var key = RSA.Create(new RSAParameters
        {
            Modulus = System.Buffers.Text.Base64Url.DecodeFromChars(Modulus),
            Exponent = System.Buffers.Text.Base64Url.DecodeFromChars("AQAB"),
        });

        Assert.Equal("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs", PublicJwk.Of(key).Thumbprint);
    }

    public static TheoryData<string, string> UnusableKeys()
    {
        using var small = RSA.Create(1024);
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var other = RSA.Create(2048);
        var rsa = TestKeys.RsaJwk(TestKeys.Rsa);
        return new()
        {
            { "", "empty" },
            { "hello", "neither a JWK" },
            { "{\"kty\":", "not valid JSON" },
            { "{}", "no kty" },
            { """{"keys":[]}""", "set of keys" },
            { """{"kty":"oct","k":"c2VjcmV0"}""", "symmetric" },
            { """{"kty":"OKP","crv":"Ed25519"}""", "only RSA and EC" },
            { """{"kty":"RSA","kid":"\ud800"}""", "public key only" },
            { """{"kty":"\ud800"}""", "not valid text" },
            { """{"kty":"RSA","d":"AQAB"}""", "no n" },
            { """{"kty":"RSA","d":"AQAB","n":"!!"}""", "not base64url" },
            { rsa.Replace("\"RS256\"", "\"RS512\""), "alg is RS512" },
            { rsa.Replace("\"sig\"", "\"enc\""), "no signing key" },
            { TestKeys.RsaPublicJwk(TestKeys.Rsa), "public key only" },
            { TestKeys.RsaJwk(small), "1024 bits" },
            { TestKeys.EcJwk(p384, curve: "P-384"), "P-384" },
            { TestKeys.EcJwk(p384), "too long" },
            { rsa.Replace(TestKeys.B64(TestKeys.Rsa.ExportParameters(false).Modulus), TestKeys.B64(other.ExportParameters(false).Modulus)), "damaged" },
            { small.ExportPkcs8PrivateKeyPem(), "1024 bits" },
            { p384.ExportPkcs8PrivateKeyPem(), "only P-256" },
            { TestKeys.Rsa.ExportSubjectPublicKeyInfoPem(), "public key only" },
            { TestKeys.Rsa.ExportRSAPublicKeyPem(), "public key only" },
            { TestKeys.Rsa.ExportEncryptedPkcs8PrivateKeyPem("pw", new(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1000)), "encrypted" },
            { TestKeys.Rsa.ExportPkcs8PrivateKeyPem()[..400], "no complete block" },
            { """{"kty":"RSA","n":"AA","e":"AA","d":"AA","p":"AA","q":"AA","dp":"AA","dq":"AA","qi":"AA"}""", "n is zero" },
            { """{"kty":"RSA","n":"AQ","e":"AQ","d":"AQ","p":"AQ","q":"AQ","dp":"AQ","dq":"AQ","qi":"AQ"}""", "damaged" },
            { OnUnknownCurve(TestKeys.Ec.ExportECPrivateKey()), "make no valid key" },
            { rsa.Replace("\"AQAB\"", "\"AAAA\""), "e is zero" },
            { TestKeys.EcJwk(TestKeys.Ec).Replace(TestKeys.B64(TestKeys.Ec.ExportParameters(true).D), "AA"), "d is zero" },
            { "-----BEGIN RSA PRIVATE KEY-----\nMBsCAQACAQACAQACAQACAQACAQACAQACAQACAQA=\n-----END RSA PRIVATE KEY-----", "neither RSA nor EC" },
            { "-----BEGIN PRIVATE KEY-----\nAQIDBA==\n-----END PRIVATE KEY-----", "neither RSA nor EC" },
            { "-----BEGIN CERTIFICATE-----\nAQIDBA==\n-----END CERTIFICATE-----", "certificate only" },
        };
    }

    // The last arc of P-256's object identifier changed, which .NET answers with PlatformNotSupportedException.
    private static string OnUnknownCurve(byte[] der)
    {
        var arcs = der.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07]);
        der[arcs + 7] = 0x63;
        return PemEncoding.WriteString("EC PRIVATE KEY", der);
    }

    [Theory]
    [MemberData(nameof(UnusableKeys))]
    public void Parse_unusable_key_says_why_and_quotes_nothing(string text, string reason)
    {
        var exception = Assert.Throws<FormatException>(() => SigningKey.Parse(text));

        Assert.Contains(reason, exception.Message);
        var words = exception.ToString();
        Assert.DoesNotContain(text.Split('"', '\n', '\\').Where(part => part.Length > 20), words.Contains);
    }
}
