using System.Security.Cryptography;
using System.Text.Json;
using RiskFunctions.LocalHost.Sandbox.OAuth.Signatures;
using RiskFunctions.Testing.Okta;

namespace RiskFunctions.LocalHost.Tests.Sandbox.OAuth;

public sealed class PublicKeyTests
{
    private static readonly ServiceAppKey Rsa = ServiceAppKey.CreateRsa();
    private static readonly ServiceAppKey Ec = ServiceAppKey.CreateEc();

    [Theory]
    [InlineData("RS256", "SHA256")]
    [InlineData("RS384", "SHA384")]
    [InlineData("RS512", "SHA512")]
    public void IsSignedBy_rsa_algorithm_decides_the_hash(string algorithm, string hash)
    {
        var header = $$"""{"alg":"{{algorithm}}"}""";
        var right = Rsa.Sign(header, "{}", new HashAlgorithmName(hash));
        var wrong = Rsa.Sign(header, "{}", HashAlgorithmName.SHA1);

        Assert.True(SignedToken.Parse(right)!.IsSignedBy(Key(Rsa.PublicJwk)));
        Assert.False(SignedToken.Parse(wrong)!.IsSignedBy(Key(Rsa.PublicJwk)));
    }

    [Theory]
    [InlineData("""{"alg":"none"}""")]
    [InlineData("""{"alg":"HS256"}""")]
    [InlineData("""{"alg":"rs256"}""")]
    [InlineData("""{"alg":"ES256"}""")]
    [InlineData("""{}""")]
    [InlineData("""{"alg":"RS256","crit":["x"]}""")]
    public void IsSignedBy_header_is_not_allowed_is_false(string header) =>
        Assert.False(SignedToken.Parse(Rsa.Sign(header, "{}"))!.IsSignedBy(Key(Rsa.PublicJwk)));

    [Fact]
    public void FromJwk_key_is_private_is_refused()
    {
        Assert.Equal("The key is private.", Fault(Rsa.PrivateJwk));
        Assert.Equal("The key is private.", Fault(Ec.PrivateJwk));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"kty":"oct"}""")]
    [InlineData("""{"kty":"RSA","n":"AQAB","e":"AQAB"}""")]
    [InlineData("""{"kty":"EC","crv":"P-384","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}""")]
    [InlineData("""{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"}""")]
    public void FromJwk_key_is_no_supported_public_key_is_refused(string jwk) => Assert.NotEqual("", Fault(jwk));

    [Fact]
    public void FromJwk_rsa_key_is_too_short_is_refused() =>
        Assert.Equal("The key is neither RSA from 2048 bits nor EC on P-256.", Fault(ServiceAppKey.CreateRsa(bits: 1024).PublicJwk));

    [Theory]
    [InlineData("")]
    [InlineData("e30.e30")]
    [InlineData("e30.e30.")]
    [InlineData("e30=.e30.AA")]
    [InlineData("e30 .e30.AA")]
    [InlineData("e31.e30.AA")]
    [InlineData("W10.e30.AA")]
    [InlineData("e30.e30.AB")]
    [InlineData("e30.e30.AA.AA")]
    public void Parse_text_is_no_compact_jwt_is_null(string text) => Assert.Null(SignedToken.Parse(text));

    private static PublicKey Key(string jwk) => PublicKey.FromJwk(JsonDocument.Parse(jwk).RootElement, out _)!;

    private static string Fault(string jwk)
    {
        Assert.Null(PublicKey.FromJwk(JsonDocument.Parse(jwk).RootElement, out var fault));
        return fault;
    }
}
