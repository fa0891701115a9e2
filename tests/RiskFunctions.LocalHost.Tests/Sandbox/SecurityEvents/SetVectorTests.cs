using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using RiskFunctions.LocalHost.Sandbox;
using RiskFunctions.LocalHost.Sandbox.OAuth.Signatures;
using RiskFunctions.LocalHost.Sandbox.SecurityEvents;
using RiskFunctions.LocalHost.Tests.Sandbox.OAuth;
using static RiskFunctions.LocalHost.Tests.Sandbox.SecurityEvents.SetOrg;

namespace RiskFunctions.LocalHost.Tests.Sandbox.SecurityEvents;

/// <summary>The verifier against what the RFCs print.</summary>
public sealed class SetVectorTests
{
    // RFC 8417 section 2.1, figures 1 to 4. The RFC signs none of them, so a key of the tests does.
    private const string Scim = """
        {"iss":"https://scim.example.com","iat":1458496025,"jti":"3d0c3cf797584bd193bd0fb1bd4e7d30",
        "aud":["https://jhub.example.com/Feeds/98d52461fa5bbc879593b7754","https://jhub.example.com/Feeds/5d7604516b1d08641d7676ee7"],
        "sub":"https://scim.example.com/Users/44f6142df96bd6ab61e7521d9",
        "events":{"urn:ietf:params:scim:event:passwordReset":{"id":"44f6142df96bd6ab61e7521d9"},
        "https://example.com/scim/event/passwordResetExt":{"resetAttempts":5}}}
        """;

    private const string Logout = """
        {"iss":"https://server.example.com","sub":"248289761001","aud":"s6BhdRkqt3","iat":1471566154,"jti":"bWJq",
        "sid":"08a5019c-17e1-4977-8f42-65a12843ea02","events":{"http://schemas.openid.net/event/backchannel-logout":{}}}
        """;

    private const string Consent = """
        {"iss":"https://my.med.example.org","iat":1458496025,"jti":"fb4e75b5411e4e19b6c0fe87950f7749","aud":["https://rp.example.com"],
        "events":{"https://openid.net/heart/specs/consent.html":{"iss":"https://connect.example.com","sub":"248289761001",
        "consentUri":["https://terms.med.example.org/labdisclosure.html#Agree"]}}}
        """;

    private const string Risc = """
        {"iss":"https://idp.example.com/","jti":"756E69717565206964656E746966696572","iat":1508184845,"aud":"636C69656E745F6964",
        "events":{"https://schemas.openid.net/secevent/risc/event-type/account-disabled":{
        "subject":{"subject_type":"iss-sub","iss":"https://idp.example.com/","sub":"7375626A656374"},"reason":"hijacking"}}}
        """;

    [Theory]
    [InlineData(Scim, "https://scim.example.com", "https://jhub.example.com/Feeds/5d7604516b1d08641d7676ee7", 2)]
    [InlineData(Logout, "https://server.example.com", "s6BhdRkqt3", 1)]
    [InlineData(Consent, "https://my.med.example.org", "https://rp.example.com", 1)]
    [InlineData(Risc, "https://idp.example.com/", "636C69656E745F6964", 1)]
    public async Task Verify_claims_of_rfc8417_pass_but_for_their_events_which_okta_does_not_take(string claims, string issuer, string audience, int events)
    {
        await using var keys = await KeyHost.StartAsync(Key.PublicJwk);
        var verifier = Verifier(new SecurityEventsProvider { Issuer = issuer, JwksUrl = keys.JwksUrl });

        var meant = await VerifyAsync(verifier, Key.Sign(Header(), claims), audience);
        var astray = await VerifyAsync(verifier, Key.Sign(Header(), claims), "https://another.example.com");

        var unknown = string.Join("; ", Enumerable.Repeat("events: has a type that this org does not take", events));
        Assert.Equal(SetResult.Refused.InvalidRequest(unknown), meant);
        Assert.Equal("invalid_audience", Assert.IsType<SetResult.Refused>(astray).Err);
    }

    // RFC 8417 section 2.4: an unsecured SET, with an empty signature.
    [Fact]
    public async Task Verify_unsecured_set_as_in_rfc8417_section_2_4_is_refused()
    {
        const string Header = "eyJ0eXAiOiJzZWNldmVudCtqd3QiLCJhbGciOiJub25lIn0";
        Assert.Equal("""{"typ":"secevent+jwt","alg":"none"}""", Encoding.UTF8.GetString(Base64Url.DecodeFromChars(Header)));

        var result = await VerifyAsync(Verifier(), $"{Header}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Scim))}.", "s6BhdRkqt3");

        Assert.Equal(SetResult.Refused.InvalidRequest("The body is not a signed JWT in the compact form."), result);
    }

    [Fact]
    public void Find_key_of_rfc7515_a2_in_a_key_set_verifies_its_token_and_no_other_one()
    {
        using var jwks = JsonDocument.Parse(
            $$"""{"keys":[{"kid":"ec","kty":"EC"},{"kid":"a2","use":"sig","alg":"RS256",{{PublishedVectorTests.RsaKey[1..]}}]}""");
        var token = SignedToken.Parse(PublishedVectorTests.RsaToken)!;

        var key = KeySet.Read("joe", jwks.RootElement).Find("a2", out _);

        Assert.True(token.IsSignedBy(key!));
        Assert.False(SignedToken.Parse(Key.Sign("""{"alg":"RS256"}""", """{"iss":"joe"}"""))!.IsSignedBy(key!));
    }

    [Fact]
    public async Task Verify_token_of_rfc7515_a2_is_signed_and_no_set() =>
        Assert.Equal(
            SetResult.Refused.InvalidRequest("The typ of the header is not secevent+jwt."),
            await VerifyAsync(Verifier(), PublishedVectorTests.RsaToken, "https://org.example.com"));

    private static SetVerifier Verifier(params SecurityEventsProvider[] providers) =>
        new(new SecurityEventsOptions { Providers = providers }, new SandboxClock(TimeProvider.System, TimeSpan.Zero), () => { });

    private static Task<SetResult> VerifyAsync(SetVerifier verifier, string set, string audience) =>
        verifier.VerifyAsync(Encoding.ASCII.GetBytes(set), audience, CancellationToken.None);
}
