using System.Net;
using System.Text;
using RiskFunctions.LocalHost.Sandbox.OAuth;
using RiskFunctions.LocalHost.Tests.Sandbox.Http;
using RiskFunctions.Testing.Okta;
using RiskFunctions.Testing.Time;
using static RiskFunctions.LocalHost.Tests.Sandbox.OAuth.OAuthClient;

namespace RiskFunctions.LocalHost.Tests.Sandbox.OAuth;

public sealed class TokenEndpointTests : IAsyncLifetime
{
    private static readonly ServiceAppKey Rsa = ServiceAppKey.CreateRsa();
    private static readonly ServiceAppKey Ec = ServiceAppKey.CreateEc();

    private readonly ManualTimeProvider _time = new();
    private FaultyOkta _okta = null!;
    private OAuthClient _client = null!;

    public async Task InitializeAsync()
    {
        _okta = await FaultyOkta.StartAsync(o => o with { OAuth = new OAuthOptions { Apps = [FaultyOkta.App(Rsa, Ec)] } }, _time);
        _client = new OAuthClient(_okta, _time, Rsa);
    }

    public Task DisposeAsync() => _okta.DisposeAsync().AsTask();

    [Fact]
    public async Task Post_good_assertion_gives_a_bearer_token_for_an_hour_that_may_send_events()
    {
        using var response = await _client.RequestTokenAsync();

        var token = await SandboxClient.JsonAsync(response);
        Assert.Equal(
            ("Bearer", 3600, "okta.riskEvents.manage"),
            (token.GetProperty("token_type").GetString(), token.GetProperty("expires_in").GetInt32(), token.GetProperty("scope").GetString()));
        Assert.True(response.Headers.CacheControl?.NoStore);
        using var sent = await _client.PostEventAsync($"Bearer {token.GetProperty("access_token").GetString()}");
        Assert.Equal(HttpStatusCode.Accepted, sent.StatusCode);
    }

    [Fact]
    public async Task Post_ec_key_gives_a_token()
    {
        using var response = await new OAuthClient(_okta, _time, Ec).RequestTokenAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    public static TheoryData<string, string?, string> WrongAssertions() => new()
    {
        { "iss", "\"other\"", "issuer" },
        { "iss", null, "issuer" },
        { "sub", "\"other\"", "subject" },
        { "sub", null, "subject" },
        { "aud", "\"https://other.invalid/oauth2/v1/token\"", "audience" },
        { "aud", null, "audience" },
        { "exp", null, "no exp" },
        { "exp", "\"tomorrow\"", "no exp" },
        { "exp", "{now}", "expired" },
        { "exp", "{+3601}", "one hour" },
        { "iat", "{+6}", "iat" },
        { "iat", "\"x\"", "iat" },
        { "nbf", "{+6}", "not valid yet" },
        { "jti", "1", "jti" },
        { "header.kid", "\"unknown\"", "kid" },
        { "header.kid", null, "kid" },
        { "header.alg", "\"none\"", "signature" },
        { "header.alg", "\"RS512\"", "signature" },
        { "header.kid", "\"ec-1\"", "signature" },
    };

    [Theory]
    [MemberData(nameof(WrongAssertions))]
    public async Task Post_assertion_is_wrong_is_invalid_client_that_says_what(string claim, string? json, string told)
    {
        using var response = await _client.RequestTokenAsync(_client.Assertion((claim, At(json))));

        await AssertErrorAsync(response, HttpStatusCode.Unauthorized, "invalid_client", told);
    }

    [Theory]
    [InlineData("exp", "{+3600}")]
    [InlineData("exp", "{+1}")]
    [InlineData("iat", "{+5}")]
    [InlineData("nbf", "{+5}")]
    [InlineData("iat", null)]
    [InlineData("jti", null)]
    public async Task Post_assertion_is_just_within_the_bounds_gives_a_token(string claim, string? json)
    {
        using var response = await _client.RequestTokenAsync(_client.Assertion((claim, At(json))));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Post_assertion_is_signed_by_another_key_with_the_same_id_is_refused()
    {
        using var response = await new OAuthClient(_okta, _time, ServiceAppKey.CreateRsa()).RequestTokenAsync();

        await AssertErrorAsync(response, HttpStatusCode.Unauthorized, "invalid_client", "signature");
    }

    [Fact]
    public async Task Post_assertion_a_second_time_is_refused()
    {
        var assertion = _client.Assertion();
        using var first = await _client.RequestTokenAsync(assertion);

        using var second = await _client.RequestTokenAsync(assertion);

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        await AssertErrorAsync(second, HttpStatusCode.Unauthorized, "invalid_client", "jti");
    }

    [Fact]
    public async Task Post_answer_is_cut_has_used_the_assertion_up()
    {
        _okta.Use("""{"at":1,"on":"token","fault":"reset-after-accept"}""");
        var assertion = _client.Assertion();
        await Assert.ThrowsAsync<HttpRequestException>(() => _client.RequestTokenAsync(assertion));

        using var again = await _client.RequestTokenAsync(assertion);

        await AssertErrorAsync(again, HttpStatusCode.Unauthorized, "invalid_client", "jti");
    }

    [Theory]
    [InlineData("grant_type", null, HttpStatusCode.BadRequest, "invalid_request")]
    [InlineData("grant_type", "password", HttpStatusCode.BadRequest, "unsupported_grant_type")]
    [InlineData("scope", null, HttpStatusCode.BadRequest, "invalid_scope")]
    [InlineData("scope", "okta.riskEvents.manage okta.users.read", HttpStatusCode.BadRequest, "invalid_scope")]
    [InlineData("client_assertion_type", null, HttpStatusCode.Unauthorized, "invalid_client")]
    [InlineData("client_assertion", null, HttpStatusCode.Unauthorized, "invalid_client")]
    [InlineData("client_assertion", "x.y.z", HttpStatusCode.Unauthorized, "invalid_client")]
    [InlineData("client_id", "other", HttpStatusCode.Unauthorized, "invalid_client")]
    public async Task Post_field_is_wrong_is_told_in_OAuths_words(string field, string? value, HttpStatusCode status, string error)
    {
        using var response = await _client.RequestTokenAsync(null, null, (field, value));

        await AssertErrorAsync(response, status, error, "");
    }

    [Theory]
    [InlineData("application/json", "{}")]
    [InlineData("application/x-www-form-urlencoded", "grant_type=client_credentials&grant_type=client_credentials")]
    public async Task Post_form_is_no_form_is_invalid_request(string contentType, string body)
    {
        using var response = await SandboxClient.Http.PostAsync(_okta.TokenUrl, new StringContent(body, Encoding.UTF8, contentType));

        await AssertErrorAsync(response, HttpStatusCode.BadRequest, "invalid_request", "");
    }

    [Fact]
    public async Task Event_token_is_expired_is_401()
    {
        var token = await _client.TokenAsync();
        _time.Advance(TimeSpan.FromSeconds(3599));
        using var last = await _client.PostEventAsync($"Bearer {token}");
        _time.Advance(TimeSpan.FromSeconds(1));

        using var expired = await _client.PostEventAsync($"Bearer {token}");

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Unauthorized), (last.StatusCode, expired.StatusCode));
        Assert.Contains("invalid_token", SandboxClient.Header(expired, "WWW-Authenticate"));
    }

    [Fact]
    public async Task Event_token_is_revoked_is_401()
    {
        var token = await _client.TokenAsync();

        _okta.Sandbox.OAuth.RevokeTokens();
        using var response = await _client.PostEventAsync($"Bearer {token}");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Event_token_has_not_the_scope_is_403()
    {
        _okta.Sandbox.OAuth.Register(FaultyOkta.App(Rsa) with { GrantedScopes = ["okta.users.read"] });
        using var response = await _client.RequestTokenAsync(null, null, ("scope", "okta.users.read"));

        using var sent = await _client.PostEventAsync($"Bearer {await AccessTokenAsync(response)}");

        Assert.Equal((HttpStatusCode.Forbidden, "E0000006"), (sent.StatusCode, await SandboxClient.ErrorCodeAsync(sent)));
    }

    [Fact]
    public async Task Register_key_is_replaced_refuses_the_former_one()
    {
        var next = ServiceAppKey.CreateRsa("rsa-2");

        _okta.Sandbox.OAuth.Register(FaultyOkta.App(next));
        using var former = await _client.RequestTokenAsync();
        using var current = await new OAuthClient(_okta, _time, next).RequestTokenAsync();

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (former.StatusCode, current.StatusCode));
    }

    [Fact]
    public async Task Post_clock_of_the_org_is_an_hour_ahead_judges_by_it()
    {
        await using var okta = await FaultyOkta.StartAsync(
            o => o with { OAuth = new OAuthOptions { Apps = [FaultyOkta.App(Rsa)] }, ClockOffset = TimeSpan.FromHours(1) }, _time);
        var client = new OAuthClient(okta, _time, Rsa);

        using var ours = await client.RequestTokenAsync();
        using var theirs = await client.RequestTokenAsync(client.Assertion(("iat", At("{+3600}")), ("exp", At("{+7000}"))));

        await AssertErrorAsync(ours, HttpStatusCode.Unauthorized, "invalid_client", "expired");
        Assert.Equal(HttpStatusCode.OK, theirs.StatusCode);
    }

    [Fact]
    public async Task Post_token_requests_have_a_limit_and_books_of_their_own()
    {
        _okta.Use("""{"at":1,"on":"token","fault":"503"}""");

        using var down = await _client.RequestTokenAsync();
        using var up = await _client.RequestTokenAsync();

        Assert.Equal("598", SandboxClient.Header(up, "X-Rate-Limit-Remaining"));
        Assert.Equal([(200, 1), (503, 1)], _okta.Statistics.TokenRequestsByStatus.Select(s => (s.Key, s.Value)));
        Assert.Empty(_okta.Requests);
    }

    private string? At(string? json) => json switch
    {
        "{now}" => _client.Epoch().ToString(),
        ['{', '+', .. var seconds, '}'] => _client.Epoch(double.Parse(seconds)).ToString(),
        _ => json,
    };

    private static async Task AssertErrorAsync(HttpResponseMessage response, HttpStatusCode status, string error, string told)
    {
        var body = await SandboxClient.JsonAsync(response);
        Assert.Equal((status, error), (response.StatusCode, body.GetProperty("error").GetString()));
        Assert.Contains(told, body.GetProperty("error_description").GetString());
    }
}
