using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using RiskFunctions.Core.Tests.Okta.OAuth;
using RiskFunctions.Okta;
using RiskFunctions.Okta.OAuth.Keys;
using RiskFunctions.SecurityEvents;
using RiskFunctions.SecurityEvents.Keys;
using RiskFunctions.Testing.Delivery;

namespace RiskFunctions.Core.Tests.SecurityEvents;

/// <summary>The two documents that Okta reads.</summary>
public sealed class PublicKeysTests
{
    [Theory]
    [InlineData("mine")]
    [InlineData(null)]
    public async Task Key_set_holds_the_public_half_under_the_kid_of_the_tokens(string? kid)
    {
        var text = TestKeys.RsaJwk(TestKeys.Rsa, kid);
        var token = Jws.Read(SigningKey.Parse(text).Sign("{}", new Dictionary<string, object>()));

        using var json = JsonDocument.Parse(await Keys(text).KeySetAsync(CancellationToken.None));

        Assert.Equal(["keys"], json.RootElement.EnumerateObject().Select(p => p.Name));
        var jwk = Assert.Single(json.RootElement.GetProperty("keys").EnumerateArray());
        Assert.Equal(["alg", "e", "kid", "kty", "n", "use"], jwk.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.Equal((string?)token.Header["kid"], jwk.GetProperty("kid").GetString());
        Assert.Equal("RSA sig RS256", string.Join(' ', "kty use alg".Split(' ').Select(n => jwk.GetProperty(n).GetString())));
        using var read = RSA.Create(new RSAParameters { Modulus = Number(jwk, "n"), Exponent = Number(jwk, "e") });
        Assert.True(token.IsSignedBy(read));
    }

    [Fact]
    public async Task Key_of_a_pem_stands_under_its_thumbprint()
    {
        using var json = JsonDocument.Parse(await Keys(TestKeys.Rsa.ExportPkcs8PrivateKeyPem()).KeySetAsync(CancellationToken.None));

        var jwk = json.RootElement.GetProperty("keys")[0];
        Assert.Equal(TestKeys.Thumbprint(TestKeys.Rsa), jwk.GetProperty("kid").GetString());
        var hashed = $$"""{"e":"{{jwk.GetProperty("e").GetString()}}","kty":"RSA","n":"{{jwk.GetProperty("n").GetString()}}"}""";
        Assert.Equal(jwk.GetProperty("kid").GetString(), Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(hashed))));
    }

    [Fact]
    public async Task Key_set_of_a_key_that_okta_does_not_take_is_refused_with_words() =>
        Assert.Contains(
            "EC key",
            (await Assert.ThrowsAsync<AuthorizationRefusedException>(
                async () => await Keys(TestKeys.EcJwk(TestKeys.Ec)).KeySetAsync(CancellationToken.None))).Message);

    [Fact]
    public void Configuration_says_issuer_keys_and_delivery_by_push() =>
        Assert.Equal(
            """{"spec_version":"1_0","issuer":"https://keys.example.com","jwks_uri":"https://keys.example.com/.well-known/jwks.json","""
            + "\"delivery_methods_supported\":[\"urn:ietf:rfc:8935\"]}",
            Keys(string.Empty).Configuration(new("https://keys.example.com/.well-known/jwks.json")));

    private static PublicKeys Keys(string secret)
    {
        var options = Options.Create(new SecurityEventsOptions { Enabled = true, Issuer = "https://keys.example.com" });
        var key = new SecurityEventKey(new FakeSecrets(secret), options, publication: null, TimeProvider.System, NullLogger<SecurityEventKey>.Instance);
        return new PublicKeys(key, publication: null, options, NullLogger<PublicKeys>.Instance);
    }

    private static byte[] Number(JsonElement jwk, string name) => Base64Url.DecodeFromChars(jwk.GetProperty(name).GetString());
}
