using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RiskFunctions.Okta;
using RiskFunctions.Okta.OAuth;
using RiskFunctions.Okta.OAuth.Tokens;
using RiskFunctions.Secrets;

namespace RiskFunctions.Core.Tests.Okta.OAuth;

public sealed class SecrecyTests
{
    [Fact]
    public async Task Log_and_messages_of_a_full_run_hold_no_secret()
    {
        var scene = new OAuthScene();
        var words = new List<string>();
        scene.Okta.DemandsProof = true;
        scene.Okta.TokenNonce = "t-1";
        scene.Okta.ApiNonce = "a-1";
        scene.Okta.ClockLead = TimeSpan.FromMinutes(6);
        scene.Okta.Script.Enqueue(_ => new(HttpStatusCode.ServiceUnavailable));
        var (response, _) = await scene.SendAsync();
        scene.Okta.Secrets.Add(response.RequestMessage!.Headers.GetValues("DPoP").Single());
        scene.Okta.Script.Enqueue(_ => Answers.Error(HttpStatusCode.Unauthorized, "invalid_client", scene.Okta.Secrets[^1]));
        scene.Time.Advance(TimeSpan.FromHours(2));
        words.Add((await scene.RefusedAsync(fresh: true)).ToString());
        for (var i = 0; i < 3; i++)
        {
            scene.Okta.Script.Enqueue(_ => new(HttpStatusCode.ServiceUnavailable));
        }

        words.Add((await Assert.ThrowsAsync<CredentialUnavailableException>(() => scene.AuthorizeAsync())).ToString());
        words.AddRange(scene.Log);

        var key = TestKeys.Rsa.ExportParameters(true);
        var secrets = scene.Okta.Secrets.SelectMany(s => s.Split('.')).Append(TestKeys.B64(key.D)).Append(TestKeys.B64(key.P)).Where(s => s.Length > 10)
            .ToList();
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.True(secrets.Count > 20);
        Assert.All(secrets, secret => Assert.DoesNotContain(words, w => w.Contains(secret)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Renewal_that_failed_tells_only_a_text_of_our_own(bool own)
    {
        var scene = new OAuthScene();
        await scene.AuthorizeAsync();
        scene.Time.Advance(TimeSpan.FromMinutes(55));
        scene.SecretFault = own ? new SecretUnavailableException("The vault is away.") : new NotSupportedException("private-words");

        await scene.AuthorizeAsync();
        await scene.LoggedAsync("5 Warning");

        var line = Assert.Single(scene.Log, l => l.StartsWith("5 Warning"));
        Assert.Contains(own ? "The vault is away." : "NotSupportedException", line);
        Assert.DoesNotContain("private-words", line);
    }

    [Fact]
    public void ToString_of_what_holds_a_token_does_not_show_it()
    {
        var token = new AccessToken { Value = "secret", IsBound = false, Lifetime = TimeSpan.FromHours(1), RequestedAt = 0 };

        Assert.DoesNotContain("secret", new UsedCredential(token, null, false, default).ToString());
    }

    [Fact]
    public async Task AddOktaOAuth_client_follows_no_redirect_and_logs_nothing()
    {
        var scene = new OAuthScene();
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(scene).AddSingleton<ISecretSource>(scene).AddSingleton<TimeProvider>(scene.Time);
        services.AddOptions<OktaOptions>().Configure(o => (o.OrgUrl, o.ClientId) = (new(FakeOkta.Origin), FakeOkta.ClientId));
        services.AddOktaOAuth();
        HttpMessageHandler? primary = null;
        var agents = new List<string?>();
        services.AddHttpClient(TokenEndpoint.ClientName).ConfigurePrimaryHttpMessageHandler((handler, _) => primary = handler);
        services.AddHttpClient(TokenEndpoint.ClientName).AddHttpMessageHandler(() => new Passing(scene.Okta, agents));
        await using var provider = services.BuildServiceProvider();
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/risk/events/ip");

        await provider.GetRequiredService<PrivateKeyJwtAuthorization>().AuthorizeAsync(request, CancellationToken.None);

        Assert.Equal("access-token-1", request.Headers.Authorization!.Parameter);
        Assert.IsType<SocketsHttpHandler>(primary);
        Assert.Equal(["RiskFunctions"], agents);
        Assert.All(scene.Log, l => Assert.StartsWith("1 Information", l));
    }

    [Theory]
    [InlineData(RiskEventClient.HttpClientName)]
    [InlineData(TokenEndpoint.ClientName)]
    public async Task AddOkta_each_client_keeps_to_the_org_and_tells_it_no_trace(string name)
    {
        var services = new ServiceCollection();
        services.AddOkta(new ConfigurationBuilder().AddInMemoryCollection([new("Okta:OrgUrl", FakeOkta.Origin)]).Build());
        SocketsHttpHandler? handler = null;
        services.AddHttpClient(name).ConfigurePrimaryHttpMessageHandler((primary, _) => handler = Assert.IsType<SocketsHttpHandler>(primary));
        await using var provider = services.BuildServiceProvider();

        using var client = provider.GetRequiredService<IHttpClientFactory>().CreateClient(name);

        Assert.Equal((false, false), (handler!.AllowAutoRedirect, handler.UseCookies));
        Assert.Null(handler.ActivityHeadersPropagator);
        Assert.Equal((TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(5)), (handler.ConnectTimeout, handler.PooledConnectionLifetime));
        Assert.Equal(Timeout.InfiniteTimeSpan, client.Timeout);
        Assert.StartsWith("RiskFunctions/", client.DefaultRequestHeaders.UserAgent.ToString());
    }

    /// <summary>Hands over to the fake before the network is reached.</summary>
    private sealed class Passing(FakeOkta okta, List<string?> agents) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            agents.AddRange(request.Headers.UserAgent.Select(agent => agent.Product?.Name));
            using var invoker = new HttpMessageInvoker(okta, disposeHandler: false);
            return await invoker.SendAsync(request, cancellationToken);
        }
    }
}
