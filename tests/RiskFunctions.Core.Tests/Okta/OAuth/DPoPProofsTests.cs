using RiskFunctions.Okta.OAuth.DPoP;
using RiskFunctions.Testing.Time;

namespace RiskFunctions.Core.Tests.Okta.OAuth;

public sealed class DPoPProofsTests
{
    private static readonly DPoPProofs Proofs = new(new ServerClock(new ManualTimeProvider()));

    [Fact]
    public void TokenHash_of_the_token_of_rfc9449_section_7_1_is_the_one_printed_there() =>
        Assert.Equal("fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo", DPoPProofs.TokenHash("Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU"));

    [Fact]
    public void Create_leaves_query_and_fragment_out_of_htu()
    {
        var proof = Jws.Read(Proofs.Create(HttpMethod.Get, new("https://contoso.okta.com:8443/a/b%20c?x=1#y"), nonce: null, accessToken: null));

        Assert.Equal("https://contoso.okta.com:8443/a/b%20c", (string?)proof.Payload["htu"]);
        Assert.Equal("GET", (string?)proof.Payload["htm"]);
    }

    [Fact]
    public void Create_writes_public_key_and_type_and_no_kid()
    {
        var proof = Jws.Read(Proofs.Create(HttpMethod.Post, new(FakeOkta.TokenUrl), "n-1", "token"));

        Assert.Equal(["alg", "jwk", "typ"], proof.Header.AsObject().Select(p => p.Key).Order());
        Assert.Equal(["crv", "kty", "x", "y"], proof.Header["jwk"]!.AsObject().Select(p => p.Key).Order());
        Assert.Equal(["ath", "htm", "htu", "iat", "jti", "nonce"], proof.Payload.AsObject().Select(p => p.Key).Order());
    }

    [Fact]
    public void Create_twice_gives_proofs_with_different_jti()
    {
        var first = Jws.Read(Proofs.Create(HttpMethod.Post, new(FakeOkta.TokenUrl), null, null));
        var second = Jws.Read(Proofs.Create(HttpMethod.Post, new(FakeOkta.TokenUrl), null, null));

        Assert.NotEqual(first.Jti, second.Jti);
    }
}
