using System.Net;
using RiskFunctions.LocalHost.Sandbox.OAuth;
using RiskFunctions.LocalHost.Tests.Sandbox.Http;
using RiskFunctions.Testing.Okta;
using RiskFunctions.Testing.Time;
using static RiskFunctions.LocalHost.Tests.Sandbox.OAuth.OAuthClient;

namespace RiskFunctions.LocalHost.Tests.Sandbox.OAuth;

public sealed class DPoPTests : IAsyncLifetime
{
    private static readonly ServiceAppKey Rsa = ServiceAppKey.CreateRsa();

    private readonly ManualTimeProvider _time = new();
    private FaultyOkta _okta = null!;
    private OAuthClient _client = null!;

    public async Task InitializeAsync()
    {
        _okta = await StartAsync(new OAuthOptions { DPoP = DPoPMode.Required });
        _client = new OAuthClient(_okta, _time, Rsa);
    }

    public Task DisposeAsync() => _okta.DisposeAsync().AsTask();

    [Fact]
    public async Task Token_first_proof_is_asked_for_a_nonce_and_the_second_gives_a_bound_token()
    {
        using var first = await _client.RequestTokenAsync(proof: _client.TokenProof(null));
        using var second = await _client.RequestTokenAsync(proof: _client.TokenProof(SandboxClient.Header(first, "dpop-nonce")));

        Assert.Equal((HttpStatusCode.BadRequest, "use_dpop_nonce"), (first.StatusCode, await ErrorAsync(first)));
        Assert.Equal("DPoP", (await SandboxClient.JsonAsync(second)).GetProperty("token_type").GetString());
    }

    [Fact]
    public async Task Token_assertion_of_the_first_request_is_used_up_by_it()
    {
        var assertion = _client.Assertion();

        using var first = await _client.RequestTokenAsync(assertion, _client.TokenProof(null));
        using var second = await _client.RequestTokenAsync(assertion, _client.TokenProof(SandboxClient.Header(first, "dpop-nonce")));

        Assert.Equal("invalid_client", await ErrorAsync(second));
    }

    [Fact]
    public async Task Token_without_a_proof_is_refused()
    {
        using var response = await _client.RequestTokenAsync();

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_dpop_proof"), (response.StatusCode, await ErrorAsync(response)));
    }

    [Theory]
    [InlineData("header.typ", "\"JWT\"", "typ")]
    [InlineData("header.typ", null, "typ")]
    [InlineData("header.jwk", null, "jwk")]
    [InlineData("htm", "\"GET\"", "htm")]
    [InlineData("htm", null, "htm")]
    [InlineData("htu", "\"https://other.invalid/oauth2/v1/token\"", "htu")]
    [InlineData("htu", "{events}", "htu")]
    [InlineData("htu", null, "htu")]
    [InlineData("iat", "{-301}", "iat")]
    [InlineData("iat", "{+6}", "iat")]
    [InlineData("iat", null, "iat")]
    [InlineData("jti", null, "jti")]
    [InlineData("jti", "{used}", "jti")]
    public async Task Token_proof_is_wrong_is_refused_and_says_what(string claim, string? json, string told)
    {
        using var first = await _client.RequestTokenAsync(proof: _client.TokenProof(null, ("jti", Quote("used"))));
        var nonce = SandboxClient.Header(first, "dpop-nonce");
        var value = json switch
        {
            "{used}" => Quote("used"),
            "{events}" => Quote(_okta.RiskEventsUrl.AbsoluteUri),
            ['{', .. var seconds, '}'] => _client.Epoch(double.Parse(seconds)).ToString(),
            _ => json,
        };

        using var response = await _client.RequestTokenAsync(proof: _client.TokenProof(nonce, (claim, value)));

        var body = await SandboxClient.JsonAsync(response);
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_dpop_proof"), (response.StatusCode, body.GetProperty("error").GetString()));
        Assert.Contains(told, body.GetProperty("error_description").GetString());
    }

    [Theory]
    [InlineData(-300)]
    [InlineData(5)]
    public async Task Token_proof_is_just_within_its_time_gives_a_token(int seconds)
    {
        using var response = await _client.RequestTokenAsync(
            proof: _client.TokenProof(await NonceAsync(), ("iat", _client.Epoch(seconds).ToString())));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Token_mode_is_off_ignores_the_proof()
    {
        await using var okta = await StartAsync(new OAuthOptions());
        var client = new OAuthClient(okta, _time, Rsa);

        using var response = await client.RequestTokenAsync(proof: "nonsense");

        Assert.Equal("Bearer", (await SandboxClient.JsonAsync(response)).GetProperty("token_type").GetString());
    }

    [Fact]
    public async Task Token_nonce_of_yesterday_still_works_and_the_new_one_is_told()
    {
        var nonce = await NonceAsync();
        _time.Advance(TimeSpan.FromHours(25));

        using var later = await _client.RequestTokenAsync(proof: _client.TokenProof(nonce));
        _time.Advance(TimeSpan.FromHours(48));
        using var tooLate = await _client.RequestTokenAsync(proof: _client.TokenProof(nonce));

        Assert.Equal(HttpStatusCode.OK, later.StatusCode);
        Assert.NotEqual(nonce, SandboxClient.Header(later, "dpop-nonce"));
        Assert.Equal("use_dpop_nonce", await ErrorAsync(tooLate));
    }

    [Fact]
    public async Task Token_nonces_are_forgotten_asks_for_a_new_one()
    {
        var nonce = await NonceAsync();

        _okta.Sandbox.OAuth.ForgetNonces();
        using var second = await _client.RequestTokenAsync(proof: _client.TokenProof(nonce));

        Assert.Equal("use_dpop_nonce", await ErrorAsync(second));
        Assert.NotEqual(nonce, SandboxClient.Header(second, "dpop-nonce"));
    }

    [Fact]
    public async Task Event_bound_token_with_a_proof_each_is_accepted()
    {
        var token = await _client.TokenAsync();

        using var first = await _client.PostEventAsync($"DPoP {token}", _client.ResourceProof(token));
        using var second = await _client.PostEventAsync($"DPoP {token}", _client.ResourceProof(token));

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), (first.StatusCode, second.StatusCode));
    }

    [Fact]
    public async Task Event_rsa_proof_key_is_accepted()
    {
        _client.ProofKey = Rsa;
        var token = await _client.TokenAsync();

        using var response = await _client.PostEventAsync($"DPoP {token}", _client.ResourceProof(token));

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    [Fact]
    public async Task Event_proof_a_second_time_is_refused()
    {
        var token = await _client.TokenAsync();
        var proof = _client.ResourceProof(token);

        using var first = await _client.PostEventAsync($"DPoP {token}", proof);
        using var second = await _client.PostEventAsync($"DPoP {token}", proof);

        Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);
        await AssertRefusedAsync(second, "invalid_dpop_proof");
        Assert.Equal(1, _okta.Statistics.AcceptedEvents);
    }

    [Theory]
    [InlineData("header.typ", "\"JWT\"")]
    [InlineData("header.typ", null)]
    [InlineData("header.jwk", null)]
    [InlineData("header.jwk", "{private}")]
    [InlineData("header.alg", "\"none\"")]
    [InlineData("htm", "\"GET\"")]
    [InlineData("htu", "\"https://other.invalid/api/v1/risk/events/ip\"")]
    [InlineData("htu", "{url}?x=1")]
    [InlineData("htu", "{url}#x")]
    [InlineData("iat", "{-301}")]
    [InlineData("iat", "{+6}")]
    [InlineData("iat", null)]
    [InlineData("jti", null)]
    [InlineData("jti", "\"\"")]
    [InlineData("ath", null)]
    [InlineData("ath", "\"fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo\"")]
    public async Task Event_proof_is_wrong_is_refused(string claim, string? json)
    {
        var token = await _client.TokenAsync();
        var value = json switch
        {
            "{private}" => _client.ProofKey.PrivateJwk,
            ['{', 'u', 'r', 'l', '}', .. var rest] => Quote($"{_okta.RiskEventsUrl}{rest}"),
            ['{', .. var seconds, '}'] => _client.Epoch(double.Parse(seconds)).ToString(),
            _ => json,
        };

        using var response = await _client.PostEventAsync($"DPoP {token}", _client.ResourceProof(token, (claim, value)));

        await AssertRefusedAsync(response, "invalid_dpop_proof");
    }

    [Theory]
    [InlineData("of another key")]
    [InlineData("that names the key but is signed by another")]
    public async Task Event_proof_of_another_key_is_refused(string proof)
    {
        var token = await _client.TokenAsync();
        var bound = _client.ProofKey.PublicJwkWithoutId;
        _client.ProofKey = ServiceAppKey.CreateEc();
        (string, string?)[] named = proof == "of another key" ? [] : [("header.jwk", bound)];

        using var response = await _client.PostEventAsync($"DPoP {token}", _client.ResourceProof(token, named));

        await AssertRefusedAsync(response, "invalid_dpop_proof");
    }

    [Fact]
    public async Task Event_without_a_proof_is_refused()
    {
        using var response = await _client.PostEventAsync($"DPoP {await _client.TokenAsync()}");

        await AssertRefusedAsync(response, "invalid_dpop_proof");
    }

    [Fact]
    public async Task Event_bound_token_in_the_bearer_scheme_is_refused()
    {
        using var response = await _client.PostEventAsync($"Bearer {await _client.TokenAsync()}");

        await AssertRefusedAsync(response, "invalid_request");
    }

    [Fact]
    public async Task Event_bearer_token_in_the_dpop_scheme_is_401()
    {
        await using var okta = await StartAsync(new OAuthOptions());
        var client = new OAuthClient(okta, _time, Rsa);
        var token = await client.TokenAsync();

        using var response = await client.PostEventAsync($"DPoP {token}", client.ResourceProof(token));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Event_nonce_is_wanted_is_401_with_the_nonce_and_passes_with_it()
    {
        await using var okta = await StartAsync(new OAuthOptions { DPoP = DPoPMode.Required, NonceOnResources = true });
        var client = new OAuthClient(okta, _time, Rsa);
        var token = await client.TokenAsync();

        using var first = await client.PostEventAsync($"DPoP {token}", client.ResourceProof(token));
        using var second = await client.PostEventAsync(
            $"DPoP {token}", client.ResourceProof(token, ("nonce", Quote(SandboxClient.Header(first, "DPoP-Nonce")))));

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Accepted), (first.StatusCode, second.StatusCode));
        Assert.Contains("error=\"use_dpop_nonce\"", SandboxClient.Header(first, "WWW-Authenticate"));
    }

    private Task<FaultyOkta> StartAsync(OAuthOptions oauth) =>
        FaultyOkta.StartAsync(o => o with { OAuth = oauth with { Apps = [FaultyOkta.App(Rsa)] } }, _time);

    /// <summary>The nonce that the token endpoint asks for.</summary>
    private async Task<string> NonceAsync()
    {
        using var response = await _client.RequestTokenAsync(proof: _client.TokenProof(null));
        return SandboxClient.Header(response, "dpop-nonce");
    }

    private static async Task AssertRefusedAsync(HttpResponseMessage response, string error)
    {
        Assert.Equal((HttpStatusCode.BadRequest, error), (response.StatusCode, await ErrorAsync(response)));
        Assert.Contains($"error=\"{error}\"", SandboxClient.Header(response, "WWW-Authenticate"));
    }

    private static async Task<string?> ErrorAsync(HttpResponseMessage response) => (await SandboxClient.JsonAsync(response)).GetProperty("error").GetString();
}
