using RiskFunctions.LocalHost.Sandbox;
using RiskFunctions.LocalHost.Sandbox.SecurityEvents;
using RiskFunctions.Testing.Okta;
using static RiskFunctions.LocalHost.Tests.Sandbox.SecurityEvents.SetOrg;

namespace RiskFunctions.LocalHost.Tests.Sandbox.SecurityEvents;

/// <summary>Every error by its cause.</summary>
public sealed class SetRefusalTests : IAsyncLifetime
{
    private SetOrg _org = null!;

    public async Task InitializeAsync() => _org = await StartAsync();

    public Task DisposeAsync() => _org.DisposeAsync().AsTask();

    [Theory]
    [InlineData("""{"alg":"RS256","kid":"key-1","typ":"JWT"}""", "The typ of the header is not secevent+jwt.")]
    [InlineData("""{"alg":"RS256","kid":"key-1"}""", "The typ of the header is not secevent+jwt.")]
    [InlineData("""{"alg":"RS512","kid":"key-1","typ":"secevent+jwt"}""", "The alg of the header is not RS256.")]
    [InlineData("""{"alg":"none","kid":"key-1","typ":"secevent+jwt"}""", "The alg of the header is not RS256.")]
    [InlineData("""{"alg":"RS256","typ":"secevent+jwt"}""", "The header has no kid.")]
    public async Task Post_header_is_not_that_of_a_set_is_invalid_request(string header, string description) =>
        Assert.Equal(new SetAnswer(400, "invalid_request", description), await _org.PostAsync(Key.Sign(header, _org.Claims())));

    [Theory]
    [InlineData("")]
    [InlineData("not.a.jwt")]
    [InlineData("{\"iss\":\"https://transmitter.example.com\"}")]
    public async Task Post_body_is_no_jws_is_invalid_request(string body) =>
        Assert.Equal(new SetAnswer(400, "invalid_request", "The body is not a signed JWT in the compact form."), await _org.PostAsync(body));

    [Fact]
    public async Task Post_content_type_is_json_is_invalid_request() =>
        Assert.Equal("invalid_request", (await _org.PostAsync(_org.Set(), "application/json")).Err);

    [Theory]
    [InlineData("\"iss\":\"https://transmitter.example.com\"", "\"iss\":\"https://transmitter.example.com/\"", "invalid_issuer")]
    [InlineData("\"iss\":\"https://transmitter.example.com\"", "\"iss\":\"https://another.example.com\"", "invalid_issuer")]
    [InlineData("\"iss\":", "\"is\":", "invalid_request")]
    [InlineData("\",\"jti\"", "/\",\"jti\"", "invalid_audience")]
    [InlineData("http://127", "https://127", "invalid_audience")]
    [InlineData("\"aud\":", "\"au\":", "invalid_request")]
    [InlineData("\"jti\":\"id-1\"", "\"jti\":\"\"", "invalid_request")]
    [InlineData("\"jti\":", "\"jt\":", "invalid_request")]
    [InlineData("\"iat\":", "\"ia\":", "invalid_request")]
    [InlineData("\"iat\":1772600767", "\"iat\":1772600773", "invalid_request")]
    [InlineData("\"iat\":1772600767", "\"iat\":1772600767000", "invalid_request")]
    [InlineData("\"iat\":1772600767", "\"iat\":\"1772600767\"", "invalid_request")]
    [InlineData("\"events\":", "\"event\":", "invalid_request")]
    public async Task Post_claim_is_wrong_has_its_error(string right, string wrong, string err)
    {
        var claims = _org.Claims();
        Assert.Contains(right, claims);

        var answer = await _org.PostAsync(Key.Sign(Header(), claims.Replace(right, wrong)));

        Assert.Equal((400, err), (answer.Status, answer.Err));
        Assert.Equal((0, 1), (_org.Statistics.Accepted, _org.Statistics.RefusedByError[err]));
    }

    [Fact]
    public async Task Post_signature_is_of_another_key_is_authentication_failed()
    {
        var answer = await _org.PostAsync(ServiceAppKey.CreateRsa("key-1").Sign(Header(), _org.Claims()));

        Assert.Equal(new SetAnswer(400, "authentication_failed", "The signature is not valid."), answer);
    }

    [Fact]
    public async Task Post_claims_were_changed_after_signing_is_authentication_failed()
    {
        var (low, high) = (_org.Set(RiskChange("low")).Split('.'), _org.Set(RiskChange()).Split('.'));

        Assert.Equal("authentication_failed", (await _org.PostAsync($"{low[0]}.{high[1]}.{low[2]}")).Err);
    }

    [Fact]
    public async Task Post_kid_is_not_published_is_invalid_key()
    {
        var answer = await _org.PostAsync(Key.Sign(Header("key-2"), _org.Claims()));

        Assert.Equal(new SetAnswer(400, "invalid_key", "The kid is not in the provider's key set."), answer);
    }

    public static TheoryData<string, string> UnusableKeys { get; } = new()
    {
        { ServiceAppKey.CreateEc("key-1").PublicJwk, "it is no RSA key" },
        { ServiceAppKey.CreateRsa("key-1", bits: 1024).PublicJwk, "RSA from 2048 bits" },
        { Key.PrivateJwk, "The key is private" },
        { Key.PublicJwk.Replace("{", "{\"use\":\"enc\","), "its use is not sig" },
        { Key.PublicJwk.Replace("{", "{\"alg\":\"RS512\","), "its alg is not RS256" },
    };

    [Theory]
    [MemberData(nameof(UnusableKeys))]
    public async Task Post_key_is_of_no_use_is_invalid_key_and_says_why(string jwk, string why)
    {
        _org.Keys.Publish(jwk);

        var answer = await _org.PostAsync(_org.Set());

        Assert.Equal("invalid_key", answer.Err);
        Assert.Contains(why, answer.Description);
    }

    [Fact]
    public async Task Post_key_set_cannot_be_read_is_invalid_key_until_it_can()
    {
        _org.Keys.Status = 503;
        var away = await _org.PostAsync(_org.Set());
        (_org.Keys.Status, _org.Keys.ContentType) = (200, "text/plain");
        var text = await _org.PostAsync(_org.Set());
        _org.Keys.ContentType = "application/json";
        var well = await _org.PostAsync(_org.Set());

        Assert.Equal(new SetAnswer(400, "invalid_key", "The provider's key set is answered with 503."), away);
        Assert.Equal(new SetAnswer(400, "invalid_key", "The provider's key set is not served as application/json."), text);
        Assert.Equal(202, well.Status);
    }

    [Theory]
    [InlineData("{}", "events: must not be empty")]
    [InlineData("[]", "events: must be an object")]
    [InlineData("""{"https://schemas.openid.net/secevent/risc/event-type/session-revoked":{}}""", "events: has a type that this org does not take")]
    public async Task Post_events_hold_no_known_type_is_invalid_request(string events, string description) =>
        Assert.Equal(new SetAnswer(400, "invalid_request", description), await _org.PostAsync(_org.Set(events)));

    [Theory]
    [InlineData("1772600767", "1772600767000", "event_timestamp: must be epoch seconds, ten digits")]
    [InlineData("\"event_timestamp\"", "\"timestamp\"", "event_timestamp: is missing")]
    [InlineData("\"high\"", "\"HIGH\"", "current_level: must be one of low, medium, high, secure, none")]
    [InlineData("\"current_level\":\"high\",", "", "current_level: is missing")]
    [InlineData("\"previous_level\":\"low\",", "", "previous_level: is missing")]
    [InlineData("\"system\"", "\"robot\"", "initiating_entity: must be one of admin, user, policy, system")]
    [InlineData("{\"en\":\"Impossible travel\"}", "\"Impossible travel\"", "reason_admin: must be an object of texts by language")]
    [InlineData(",\"reason_admin\":{\"en\":\"Impossible travel\"}", "", "needs reason_admin or reason_user")]
    [InlineData("\"reason_admin\"", "\"reason\"", "reason: is not a documented property")]
    [InlineData("{\"user\":{\"format\":\"email\",\"email\":\"user@example.com\"}}", "{\"format\":\"email\",\"email\":\"user@example.com\"}",
        "subject.user: is missing")]
    [InlineData(
        "{\"user\":{\"format\":\"email\",\"email\":\"user@example.com\"}}", "{\"device\":{\"format\":\"opaque\",\"id\":\"1\"}}", "subject.user: is missing")]
    [InlineData("{\"user\":{\"format\":\"email\",\"email\":\"user@example.com\"}}", "{}", "subject: must not be empty")]
    [InlineData("\"format\":\"email\"", "\"format\":\"account\"", "subject.user: must be a user")]
    [InlineData("user@example.com", "user.example.com", "subject.user: must be a user")]
    [InlineData("user@example.com", "us er@example.com", "subject.user: must be a user")]
    public async Task Post_event_is_not_as_its_type_says_is_invalid_request_without_its_content(string right, string wrong, string fault)
    {
        var events = RiskChange().ReplaceLineEndings("");
        Assert.Contains(right, events);

        var answer = await _org.PostAsync(_org.Set(events.Replace(right, wrong)));

        Assert.Equal("invalid_request", answer.Err);
        Assert.Contains(fault, answer.Description);
        Assert.DoesNotContain("example.com", answer.Description);
        Assert.Equal(0, _org.Statistics.Accepted);
    }

    [Fact]
    public async Task Post_no_provider_is_registered_is_invalid_issuer()
    {
        await using var org = await StartAsync(o => o with { Providers = [] });

        Assert.Equal("invalid_issuer", (await org.PostAsync(org.Set())).Err);
    }

    [Theory]
    [InlineData(null, "https://example.com/jwks", null)]
    [InlineData("https://example.com", null, null)]
    [InlineData("https://example.com", "https://example.com/jwks", "https://example.com/.well-known/ssf-configuration")]
    [InlineData("https://example.com", "http://example.com/jwks", null)]
    [InlineData("https://example.com", "file:///etc/hosts", null)]
    [InlineData("", "https://example.com/jwks", null)]
    public void Validate_provider_makes_no_sense_is_refused(string? issuer, string? jwksUrl, string? wellKnownUrl) =>
        Assert.Throws<SandboxConfigurationException>(() => new SecurityEventsProvider
        {
            Issuer = issuer,
            JwksUrl = jwksUrl is null ? null : new Uri(jwksUrl),
            WellKnownUrl = wellKnownUrl is null ? null : new Uri(wellKnownUrl),
        }.Validate());
}
