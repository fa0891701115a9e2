using System.Net;
using RiskFunctions.LocalHost.Sandbox.OAuth;
using RiskFunctions.LocalHost.Tests.Sandbox.Http;
using RiskFunctions.Testing.Okta;
using RiskFunctions.Testing.Time;
using static RiskFunctions.LocalHost.Tests.Sandbox.OAuth.OAuthClient;

namespace RiskFunctions.LocalHost.Tests.Sandbox.OAuth;

public sealed class DPoPTests : IAsyncDisposable
{
    private static readonly ServiceAppKey Rsa = ServiceAppKey.CreateRsa();

    private readonly ManualTimeProvider _time = new();
    private FaultyOkta? _okta;

    public ValueTask DisposeAsync() => _okta?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task Token_first_proof_is_asked_for_a_nonce_and_the_second_gives_a_bound_token()
    {
        var client = await StartAsync();

        using var first = await client.RequestTokenAsync(proof: client.TokenProof(null));
        using var second = await client.RequestTokenAsync(proof: client.TokenProof(SandboxClient.Header(first, "dpop-nonce")));

        Assert.Equal((HttpStatusCode.BadRequest, "use_dpop_nonce"), (first.StatusCode, await ErrorAsync(first)));
        Assert.Equal("DPoP", (await SandboxClient.JsonAsync(second)).GetProperty("token_type").GetString());
    }

    [Fact]
    public async Task Token_assertion_of_the_first_request_is_used_up_by_it()
    {
        var client = await StartAsync();
        var assertion = client.Assertion();

        using var first = await client.RequestTokenAsync(assertion, client.TokenProof(null));
        using var second = await client.RequestTokenAsync(assertion, client.TokenProof(SandboxClient.Header(first, "dpop-nonce")));

        Assert.Equal("invalid_client", await ErrorAsync(second));
    }

    [Fact]
    public async Task Token_without_a_proof_is_refused()
    {
        var client = await StartAsync();

        using var response = await client.RequestTokenAsync();

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
        var client = await StartAsync();
        using var first = await client.RequestTokenAsync(proof: client.TokenProof(null, ("jti", Quote("used"))));
        var nonce = SandboxClient.Header(first, "dpop-nonce");
        var value = json switch
        {
            "{used}" => Quote("used"),
            "{events}" => Quote(_okta!.RiskEventsUrl.AbsoluteUri),
            ['{', .. var seconds, '}'] => client.Epoch(double.Parse(seconds)).ToString(),
            _ => json,
        };

        using var response = await client.RequestTokenAsync(proof: client.TokenProof(nonce, (claim, value)));

        var body = await SandboxClient.JsonAsync(response);
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_dpop_proof"), (response.StatusCode, body.GetProperty("error").GetString()));
        Assert.Contains(told, body.GetProperty("error_description").GetString());
    }

    [Theory]
    [InlineData(-300)]
    [InlineData(5)]
    public async Task Token_proof_is_just_within_its_time_gives_a_token(int seconds)
    {
        var client = await StartAsync();
        using var first = await client.RequestTokenAsync(proof: client.TokenProof(null));

        using var response = await client.RequestTokenAsync(
            proof: client.TokenProof(SandboxClient.Header(first, "dpop-nonce"), ("iat", client.Epoch(seconds).ToString())));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Token_mode_is_off_ignores_the_proof()
    {
        var client = await StartAsync(new OAuthOptions());

        using var response = await client.RequestTokenAsync(proof: "nonsense");

        Assert.Equal("Bearer", (await SandboxClient.JsonAsync(response)).GetProperty("token_type").GetString());
    }

    [Fact]
    public async Task Token_nonce_of_yesterday_still_works_and_the_new_one_is_told()
    {
        var client = await StartAsync();
        using var first = await client.RequestTokenAsync(proof: client.TokenProof(null));
        var nonce = SandboxClient.Header(first, "dpop-nonce");
        _time.Advance(TimeSpan.FromHours(25));

        using var later = await client.RequestTokenAsync(proof: client.TokenProof(nonce));
        _time.Advance(TimeSpan.FromHours(48));
        using var tooLate = await client.RequestTokenAsync(proof: client.TokenProof(nonce));

        Assert.Equal(HttpStatusCode.OK, later.StatusCode);
        Assert.NotEqual(nonce, SandboxClient.Header(later, "dpop-nonce"));
        Assert.Equal("use_dpop_nonce", await ErrorAsync(tooLate));
    }

    [Fact]
    public async Task Token_nonces_are_forgotten_asks_for_a_new_one()
    {
        var client = await StartAsync();
        using var first = await client.RequestTokenAsync(proof: client.TokenProof(null));
        var nonce = SandboxClient.Header(first, "dpop-nonce");

        _okta!.Sandbox.OAuth.ForgetNonces();
        using var second = await client.RequestTokenAsync(proof: client.TokenProof(nonce));

        Assert.Equal("use_dpop_nonce", await ErrorAsync(second));
        Assert.NotEqual(nonce, SandboxClient.Header(second, "dpop-nonce"));
    }

    [Fact]
    public async Task Event_bound_token_with_a_proof_each_is_accepted()
    {
        var client = await StartAsync();
        var token = await client.TokenAsync();

        using var first = await client.PostEventAsync($"DPoP {token}", client.ResourceProof(token));
        using var second = await client.PostEventAsync($"DPoP {token}", client.ResourceProof(token));

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), (first.StatusCode, second.StatusCode));
    }

    [Fact]
    public async Task Event_rsa_proof_key_is_accepted()
    {
        var client = await StartAsync();
        client.ProofKey = Rsa;
        var token = await client.TokenAsync();

        using var response = await client.PostEventAsync($"DPoP {token}", client.ResourceProof(token));

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    [Fact]
    public async Task Event_proof_a_second_time_is_refused()
    {
        var client = await StartAsync();
        var token = await client.TokenAsync();
        var proof = client.ResourceProof(token);

        using var first = await client.PostEventAsync($"DPoP {token}", proof);
        using var second = await client.PostEventAsync($"DPoP {token}", proof);

        Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);
        await AssertRefusedAsync(second, "invalid_dpop_proof");
        Assert.Equal(1, _okta!.Statistics.AcceptedEvents);
    }

    [Theory]
    [InlineData("header.typ", "\"JWT\"")]
    [InlineData("header.typ", null)]
    [InlineData("header.jwk", null)]
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
        var client = await StartAsync();
        var token = await client.TokenAsync();
        var value = json switch
        {
            ['{', 'u', 'r', 'l', '}', .. var rest] => Quote($"{_okta!.RiskEventsUrl}{rest}"),
            ['{', .. var seconds, '}'] => client.Epoch(double.Parse(seconds)).ToString(),
            _ => json,
        };

        using var response = await client.PostEventAsync($"DPoP {token}", client.ResourceProof(token, (claim, value)));

        await AssertRefusedAsync(response, "invalid_dpop_proof");
    }

    [Fact]
    public async Task Event_proof_carries_a_private_key_is_refused()
    {
        var client = await StartAsync();
        var token = await client.TokenAsync();

        using var response = await client.PostEventAsync($"DPoP {token}", client.ResourceProof(token, ("header.jwk", client.ProofKey.PrivateJwk)));

        await AssertRefusedAsync(response, "invalid_dpop_proof");
    }

    [Fact]
    public async Task Event_proof_of_another_key_is_refused()
    {
        var client = await StartAsync();
        var token = await client.TokenAsync();
        client.ProofKey = ServiceAppKey.CreateEc();

        using var response = await client.PostEventAsync($"DPoP {token}", client.ResourceProof(token));

        await AssertRefusedAsync(response, "invalid_dpop_proof");
    }

    [Fact]
    public async Task Event_proof_names_the_key_but_another_signed_is_refused()
    {
        var client = await StartAsync();
        var token = await client.TokenAsync();
        var bound = client.ProofKey.PublicJwkWithoutId;
        client.ProofKey = ServiceAppKey.CreateEc();

        using var response = await client.PostEventAsync($"DPoP {token}", client.ResourceProof(token, ("header.jwk", bound)));

        await AssertRefusedAsync(response, "invalid_dpop_proof");
    }

    [Fact]
    public async Task Event_without_a_proof_is_refused()
    {
        var client = await StartAsync();

        using var response = await client.PostEventAsync($"DPoP {await client.TokenAsync()}");

        await AssertRefusedAsync(response, "invalid_dpop_proof");
    }

    [Fact]
    public async Task Event_bound_token_in_the_bearer_scheme_is_refused()
    {
        var client = await StartAsync();

        using var response = await client.PostEventAsync($"Bearer {await client.TokenAsync()}");

        await AssertRefusedAsync(response, "invalid_request");
    }

    [Fact]
    public async Task Event_bearer_token_in_the_dpop_scheme_is_401()
    {
        var client = await StartAsync(new OAuthOptions());
        var token = await client.TokenAsync();

        using var response = await client.PostEventAsync($"DPoP {token}", client.ResourceProof(token));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Event_nonce_is_wanted_is_401_with_the_nonce_and_passes_with_it()
    {
        var client = await StartAsync(new OAuthOptions { DPoP = DPoPMode.Required, NonceOnResources = true });
        var token = await client.TokenAsync();

        using var first = await client.PostEventAsync($"DPoP {token}", client.ResourceProof(token));
        using var second = await client.PostEventAsync(
            $"DPoP {token}", client.ResourceProof(token, ("nonce", Quote(SandboxClient.Header(first, "DPoP-Nonce")))));

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Accepted), (first.StatusCode, second.StatusCode));
        Assert.Contains("error=\"use_dpop_nonce\"", SandboxClient.Header(first, "WWW-Authenticate"));
    }

    private async Task<OAuthClient> StartAsync(OAuthOptions? oauth = null)
    {
        oauth ??= new OAuthOptions { DPoP = DPoPMode.Required };
        _okta = await FaultyOkta.StartAsync(o => o with { OAuth = oauth with { Apps = [FaultyOkta.App(Rsa)] } }, _time);
        return new OAuthClient(_okta, _time, Rsa);
    }

    private static async Task AssertRefusedAsync(HttpResponseMessage response, string error)
    {
        Assert.Equal((HttpStatusCode.BadRequest, error), (response.StatusCode, await ErrorAsync(response)));
        Assert.Contains($"error=\"{error}\"", SandboxClient.Header(response, "WWW-Authenticate"));
    }

    private static async Task<string?> ErrorAsync(HttpResponseMessage response) => (await SandboxClient.JsonAsync(response)).GetProperty("error").GetString();
}
