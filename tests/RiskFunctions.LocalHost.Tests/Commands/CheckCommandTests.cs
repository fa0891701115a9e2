using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using RiskFunctions.LocalHost.Commands;
using RiskFunctions.LocalHost.Sandbox.OAuth;
using RiskFunctions.LocalHost.Tests.EndToEnd.Stage;
using RiskFunctions.Okta;
using RiskFunctions.Okta.OAuth.Tokens;
using RiskFunctions.Secrets;
using RiskFunctions.Testing.Delivery;
using RiskFunctions.Testing.Okta;

namespace RiskFunctions.LocalHost.Tests.Commands;

public sealed class CheckCommandTests
{
    private const string TestAddress = "203.0.113.77";

    private static readonly ServiceAppKey Key = ServiceAppKey.CreateEc();

    [Fact]
    public async Task Check_good_token_passes_says_that_nothing_was_sent_and_sends_nothing()
    {
        await using var okta = await FaultyOkta.StartAsync();

        var (code, text) = await RunAsync(null, Token(okta.OrgUrl, FaultyOkta.ApiToken));

        Assert.Equal(ExitCode.Ok, code);
        Assert.Contains("✓ Settings", text);
        Assert.Contains("✓ API token: secret okta-api-token was read", text);
        Assert.Contains("- Test event: Nothing was sent", text);
        Assert.Empty(okta.Requests);
    }

    [Fact]
    public async Task Check_good_token_with_test_event_posts_one_low_event_for_that_address()
    {
        await using var okta = await FaultyOkta.StartAsync();

        var (code, text) = await RunAsync(TestAddress, Token(okta.OrgUrl, FaultyOkta.ApiToken));

        Assert.Equal(ExitCode.Ok, code);
        Assert.Contains($"✓ Test event: Okta accepted one LOW event for {TestAddress}", text);
        Assert.Single(okta.Requests);
        var subject = Assert.Single(okta.Subjects);
        Assert.Equal((TestAddress, "LOW"), (subject.Ip, subject.RiskLevel));
    }

    [Theory]
    [InlineData("00-a-wrong-token", "HTTP 401, E0000011", "The token in the secret okta-api-token")]
    [InlineData("00-forbidden", "HTTP 403", "The token's admin may not send risk events")]
    public async Task Check_wrong_token_or_one_without_rights_fails_says_what_to_fix_and_shows_nothing_of_it(string token, string fault, string fix)
    {
        await using var okta = await FaultyOkta.StartAsync(o => o with { ForbiddenApiToken = "00-forbidden" });

        var (code, text) = await RunAsync(TestAddress, Token(okta.OrgUrl, token));

        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains($"✗ Test event: {fault}", text);
        Assert.Contains($"  Fix: {fix}", text);
        Assert.DoesNotContain(token, text);
    }

    [Theory]
    [InlineData(false, "Bearer")]
    [InlineData(true, "DPoP")]
    public async Task Check_service_app_gets_a_token_and_posts(bool proof, string scheme)
    {
        await using var okta = await StartAsync(o => o with { DPoP = proof ? DPoPMode.Required : DPoPMode.Off, NonceOnResources = proof });

        var (code, text) = await RunAsync(TestAddress, ServiceApp(okta.OrgUrl, Key.PrivateJwk));

        Assert.Equal(ExitCode.Ok, code);
        Assert.Contains("✓ Private key: secret okta-private-key was read: ES256, kid ec-1", text);
        Assert.Contains($"gave a {scheme} token with scope okta.riskEvents.manage", text);
        Assert.Contains("✓ Test event", text);
        Assert.DoesNotContain(Key.PrivateJwk[^60..^5], text);
    }

    [Fact]
    public async Task Check_key_that_the_org_does_not_know_fails_and_names_the_kid()
    {
        await using var okta = await StartAsync();

        var (code, text) = await RunAsync(TestAddress, ServiceApp(okta.OrgUrl, ServiceAppKey.CreateEc("other").PrivateJwk));

        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("✗ Access token: Okta refused the token request: invalid_client", text);
        Assert.Contains("kid 'other'", text);
        Assert.Empty(okta.Requests);
    }

    [Theory]
    [InlineData("no-key-at-all-s3cret", "")]
    [InlineData("""{"kty":"RSA","n":"AA","e":"AA","d":"AA","p":"AA","q":"AA","dp":"AA","dq":"AA","qi":"AA"}""", ": the JWK's n is zero")]
    public async Task Check_secret_that_is_no_key_fails_in_words_before_anybody_is_asked(string secret, string why)
    {
        await using var okta = await FaultyOkta.StartAsync();

        var (code, text) = await RunAsync(TestAddress, ServiceApp(okta.OrgUrl, secret));

        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains($"✗ Private key: The secret okta-private-key is no usable private key{why}", text);
        Assert.Contains("  Fix: Store the private key", text);
        Assert.DoesNotContain(secret[^6..], text);
        Assert.Empty(okta.Requests);
        Assert.Empty(okta.Statistics.TokenRequestsByStatus);
    }

    [Fact]
    public async Task Check_scope_that_was_not_granted_fails_and_names_it()
    {
        await using var okta = await StartAsync(o => o with { Apps = [FaultyOkta.App(Key) with { GrantedScopes = ["okta.users.read"] }] });

        var (code, text) = await RunAsync(null, ServiceApp(okta.OrgUrl, Key.PrivateJwk));

        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("✗ Access token: Okta refused the token request: invalid_scope", text);
        Assert.Contains("Grant the scope okta.riskEvents.manage", text);
    }

    [Fact]
    public async Task Check_org_that_is_down_fails_for_both_ways()
    {
        var okta = await FaultyOkta.StartAsync();
        await okta.DisposeAsync();

        var (tokenCode, tokenText) = await RunAsync(TestAddress, Token(okta.OrgUrl, FaultyOkta.ApiToken));
        var (appCode, appText) = await RunAsync(null, ServiceApp(okta.OrgUrl, ServiceAppKey.CreateEc().PrivateJwk));

        Assert.Equal((ExitCode.Failed, ExitCode.Failed), (tokenCode, appCode));
        Assert.Contains("✗ Test event: no connection", tokenText);
        Assert.Contains("  Fix: Check Okta:OrgUrl, DNS", tokenText);
        Assert.Contains("✗ Access token", appText);
        Assert.Contains("  Fix: Check Okta:OrgUrl, DNS", appText);
    }

    [Fact]
    public async Task Check_org_with_a_fault_fails_after_one_request()
    {
        await using var okta = await FaultyOkta.StartAsync();
        okta.Use("""{ "at": 1, "fault": "500" }""");

        var (code, text) = await RunAsync(TestAddress, Token(okta.OrgUrl, FaultyOkta.ApiToken));

        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("✗ Test event: HTTP 500", text);
        Assert.Single(okta.Requests);
    }

    [Fact]
    public async Task Check_missing_secret_fails_and_names_the_setting()
    {
        var (code, text) = await RunAsync(null, [new("Okta:OrgUrl", "http://127.0.0.1:1")]);

        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("✗ API token: There is no setting Secrets:okta-api-token", text);
    }

    [Fact]
    public async Task Check_vault_that_is_missing_fails_with_the_vaults_own_words()
    {
        var (code, text) = await RunAsync(
            null,
            [new("Okta:OrgUrl", "https://contoso.okta.com"), new("KeyVault:VaultUri", "https://gone.vault.azure.net")],
            services => services.AddSingleton<ISecretSource>(new MissingVault()));

        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("✗ API token: Secret okta-api-token cannot be read from vault gone.vault.azure.net: it cannot be reached.", text);
    }

    [Fact]
    public async Task Check_wrong_settings_cannot_start_and_names_each_key()
    {
        var (code, text) = await RunAsync(null, [new("Okta:OrgUrl", "http://contoso.okta.com"), new("RateMeter:RequestsPerMinute", "0")]);

        Assert.Equal(ExitCode.CannotStart, code);
        Assert.Contains("✗ Settings: Okta:OrgUrl uses http", text);
        Assert.Contains("✗ Settings: RateMeter:RequestsPerMinute", text);
    }

    [Fact]
    public async Task Check_setting_that_cannot_be_read_cannot_start_and_names_the_key()
    {
        var (code, text) = await RunAsync(null, [new("Okta:OrgUrl", "https://contoso.okta.com"), new("RateMeter:Window", "a while")]);

        Assert.Equal(ExitCode.CannotStart, code);
        Assert.Contains("RateMeter:Window", text);
    }

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("203.0.114.1")]
    [InlineData("203.0.113")]
    [InlineData("3405803777")]
    [InlineData("::ffff:203.0.113.1")]
    [InlineData("2001:db9::1")]
    [InlineData("")]
    [InlineData("office")]
    public async Task Check_test_event_for_any_other_address_cannot_start_and_sends_nothing(string address)
    {
        await using var okta = await FaultyOkta.StartAsync();

        var (code, text) = await RunAsync(address, Token(okta.OrgUrl, FaultyOkta.ApiToken));

        Assert.Equal(ExitCode.CannotStart, code);
        Assert.Contains("203.0.113.0/24", text);
        Assert.Empty(okta.Requests);
    }

    [Theory]
    [InlineData("192.0.2.255")]
    [InlineData("198.51.100.0")]
    [InlineData("2001:db8:ffff::1")]
    public async Task Check_test_event_for_every_documentation_network_is_sent(string address)
    {
        await using var okta = await FaultyOkta.StartAsync();

        var (code, _) = await RunAsync(address, Token(okta.OrgUrl, FaultyOkta.ApiToken));

        Assert.Equal(ExitCode.Ok, code);
        Assert.Equal(address, Assert.Single(okta.Subjects).Ip);
    }

    [Fact]
    public async Task Check_token_endpoint_down_for_a_moment_is_asked_again_and_passes()
    {
        await using var okta = await StartAsync();
        okta.Use("""{"at":1,"on":"token","fault":"503"}""");

        var (code, text) = await RunAsync(null, ServiceApp(okta.OrgUrl, Key.PrivateJwk));

        Assert.True(code == ExitCode.Ok, text);
        Assert.Equal([(200, 1), (503, 1)], okta.Statistics.TokenRequestsByStatus.Select(s => (s.Key, s.Value)));
    }

    [Fact]
    public async Task Check_token_endpoint_down_for_long_says_nothing_that_the_command_does_not_do()
    {
        await using var okta = await StartAsync();
        okta.Use("""{"from":"00:00:00","on":"token","fault":"503"}""");

        var (code, text) = await RunAsync(null, ServiceApp(okta.OrgUrl, Key.PrivateJwk));

        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("is unavailable: 503. Nothing was refused: a later try may succeed.", text);
        Assert.Equal(3, okta.Statistics.TokenRequestsByStatus[503]);
    }

    [Fact]
    public async Task Check_throttled_until_a_time_in_milliseconds_fails_in_words()
    {
        var (code, text) = await RunAsync(
            null,
            ServiceApp(new("http://127.0.0.1:1"), ServiceAppKey.CreateEc().PrivateJwk),
            Answering(TokenEndpoint.ClientName, 429, ("X-Rate-Limit-Reset", "1764063600000")));

        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("✗ Access token: Okta's token endpoint http://127.0.0.1:1/oauth2/v1/token is unavailable: 429.", text);
    }

    [Fact]
    public async Task Check_fault_that_nobody_foresaw_names_its_type_only()
    {
        var (code, text) = await RunAsync(
            null, Token(new("http://127.0.0.1:1"), "00-token"), services => services.AddSingleton<ISecretSource>(
                new FakeSecrets("") { Fault = new NotSupportedException("s3cret") }));

        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("✗ API token: NotSupportedException", text);
        Assert.DoesNotContain("s3cret", text);
    }

    [Theory]
    [InlineData(401, null, "Okta has just given this token")]
    [InlineData(403, null, "an admin role and the scope okta.riskEvents.manage")]
    [InlineData(400, "DPoP error=\"invalid_dpop_proof\"", "did not accept the DPoP proof")]
    public async Task Check_test_event_refused_to_a_service_app_says_what_fits_the_refusal(int status, string? challenge, string fix)
    {
        await using var okta = await StartAsync(o => o with { DPoP = DPoPMode.Required });

        var (code, text) = await RunAsync(
            TestAddress, ServiceApp(okta.OrgUrl, Key.PrivateJwk), Answering(
                RiskEventClient.HttpClientName, status, challenge is null ? [] : [("WWW-Authenticate", challenge)]));

        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains(fix, Assert.Single(text.Split('\n'), l => l.StartsWith("  Fix: ")));
        Assert.Equal(status == 403, text.Contains("admin role"));
    }

    [Fact]
    public async Task Check_nonce_that_is_never_accepted_speaks_of_the_proof()
    {
        await using var okta = await StartAsync(o => o with { DPoP = DPoPMode.Required });
        var nonce = 0;

        var (code, text) = await RunAsync(TestAddress, ServiceApp(okta.OrgUrl, Key.PrivateJwk), services => Answering(
            services, RiskEventClient.HttpClientName, () => Answer(
                401, ("WWW-Authenticate", "DPoP error=\"use_dpop_nonce\""), ("DPoP-Nonce", $"n-{nonce++}"))));

        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("  Fix: Okta did not accept the DPoP proof", text);
    }

    [Fact]
    public async Task Check_proof_demanded_while_it_is_off_leaves_the_fix_to_the_reason()
    {
        await using var okta = await StartAsync();

        var (code, text) = await RunAsync(
            TestAddress,
            [.. ServiceApp(okta.OrgUrl, Key.PrivateJwk), new("Okta:DPoP", "Off")],
            Answering(RiskEventClient.HttpClientName, 401, ("WWW-Authenticate", "DPoP algs=\"ES256\"")));

        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("✗ Test event: Okta demands a DPoP proof, and the setting Okta:DPoP is Off. Set Okta:DPoP to Auto", text);
        Assert.DoesNotContain("  Fix:", text);
    }

    [Fact]
    public async Task Check_pem_shows_the_thumbprint_that_okta_must_know_it_by()
    {
        await using var okta = await StartAsync();
        var (refused, words) = await RunAsync(null, ServiceApp(okta.OrgUrl, Key.PrivatePem));

        // As the operator does it: what the first check printed is registered, and the second gets its token.
        okta.Sandbox.OAuth.Register(FaultyOkta.App() with { PublicJwks = [words[words.IndexOf('{')..(words.IndexOf('}') + 1)]] });
        var (code, text) = await RunAsync(null, ServiceApp(okta.OrgUrl, Key.PrivatePem));

        Assert.Equal(ExitCode.Failed, refused);
        Assert.Contains($"✓ Private key: secret okta-private-key was read: ES256, kid {Key.Thumbprint} (its RFC 7638 thumbprint", words);
        Assert.True(code == ExitCode.Ok, text);
    }

    /// <summary>An org with a service app whose key is <see cref="Key"/>.</summary>
    private static Task<FaultyOkta> StartAsync(Func<OAuthOptions, OAuthOptions>? change = null)
    {
        var oauth = new OAuthOptions { Apps = [FaultyOkta.App(Key)] };
        return FaultyOkta.StartAsync(o => o with { OAuth = change is null ? oauth : change(oauth) });
    }

    private static Action<IServiceCollection> Answering(string client, int status, params (string Name, string Value)[] headers) =>
        services => Answering(services, client, () => Answer(status, headers));

    private static void Answering(IServiceCollection services, string client, Func<HttpResponseMessage> answer) =>
        services.AddHttpClient(client).AddHttpMessageHandler(() => new InterceptingHandler(_ => Task.FromResult<HttpResponseMessage?>(answer())));

    private static HttpResponseMessage Answer(int status, params (string Name, string Value)[] headers)
    {
        var response = new HttpResponseMessage((HttpStatusCode)status);
        response.Headers.Date = TimeProvider.System.GetUtcNow();
        foreach (var (name, value) in headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return response;
    }

    private static KeyValuePair<string, string?>[] Token(Uri org, string token) => [new("Okta:OrgUrl", org.ToString()), new("Secrets:okta-api-token", token)];

    private static KeyValuePair<string, string?>[] ServiceApp(Uri org, string key) =>
    [
        new("Okta:OrgUrl", org.ToString()),
        new("Okta:Authentication", "PrivateKeyJwt"),
        new("Okta:ClientId", FaultyOkta.ClientId),
        new("Secrets:okta-private-key", key),
    ];

    private static async Task<(int Code, string Text)> RunAsync(
        string? address,
        IEnumerable<KeyValuePair<string, string?>> settings,
        Action<IServiceCollection>? services = null)
    {
        await using var output = new StringWriter();
        var code = await CheckCommand.RunAsync(
            new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), address, output, services, CancellationToken.None);
        return (code, output.ToString());
    }

    private sealed class MissingVault : ISecretSource
    {
        public ValueTask<string> GetSecretAsync(string name, bool fresh, CancellationToken cancellationToken) =>
            throw new SecretUnavailableException(
                $"Secret {name} cannot be read from vault gone.vault.azure.net: it cannot be reached. Check KeyVault:VaultUri, DNS and the private endpoint.");
    }
}
