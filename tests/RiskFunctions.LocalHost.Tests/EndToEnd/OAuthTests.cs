using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using RiskFunctions.Delivery;
using RiskFunctions.LocalHost.Sandbox;
using RiskFunctions.LocalHost.Sandbox.OAuth;
using RiskFunctions.LocalHost.Tests.EndToEnd.Stage;
using RiskFunctions.Okta.OAuth.Tokens;
using RiskFunctions.Secrets;
using RiskFunctions.Testing.Delivery;
using RiskFunctions.Testing.Okta;
using RiskFunctions.Testing.Time;
using static RiskFunctions.LocalHost.Tests.EndToEnd.Stage.RunningStack;

namespace RiskFunctions.LocalHost.Tests.EndToEnd;

/// <summary>A service app with a private key, from the secret to the accepted event.</summary>
public sealed class OAuthTests
{
    private static readonly ServiceAppKey Rsa = ServiceAppKey.CreateRsa();
    private static readonly ServiceAppKey Ec = ServiceAppKey.CreateEc();

    [Theory]
    [InlineData("RSA", "JWK", "off")]
    [InlineData("RSA", "PEM", "required")]
    [InlineData("EC", "JWK", "required")]
    [InlineData("EC", "PEM", "off")]
    [InlineData("RSA", "JWK", "nonce on resources")]
    [InlineData("EC", "JWK", "nonce rotation")]
    public async Task Key_in_every_form_gets_a_token_and_delivers(string kind, string form, string dpop)
    {
        var key = kind == "RSA" ? Rsa : Ec;
        await using var stack = await StartAsync(form == "PEM" ? key.PrivatePem : key.PrivateJwk, o => o with
        {
            Apps = [new ServiceApp { ClientId = FaultyOkta.ClientId, PublicJwks = [form == "PEM" ? key.PublicJwkWithThumbprint : key.PublicJwk] }],
            DPoP = dpop == "off" ? DPoPMode.Off : DPoPMode.Required,
            NonceOnResources = dpop.StartsWith("nonce"),
            NonceRotation = dpop == "nonce rotation" ? TimeSpan.FromMilliseconds(200) : o.NonceRotation,
            NonceLifetime = dpop == "nonce rotation" ? TimeSpan.FromMilliseconds(400) : o.NonceLifetime,
        });

        for (var i = 0; i < 4; i++)
        {
            await stack.DeliverAsync(Signal($"203.0.113.{i}"), "HIGH");
            await Task.Delay(TimeSpan.FromMilliseconds(dpop == "nonce rotation" ? 250 : 0), TimeProvider.System);
        }

        await AssertDeliveredAsync(stack, 4);
        Assert.Equal(1, stack.Statistics.TokenRequestsByStatus[200]);
    }

    [Theory]
    [InlineData("Required")]
    [InlineData("Off")]
    public async Task Proof_setting_that_fits_the_org_delivers(string setting)
    {
        await using var stack = await StartAsync(Ec.PrivateJwk, o => o with { DPoP = Enum.Parse<DPoPMode>(setting) }, settings: ("Okta:DPoP", setting));

        await stack.DeliverAsync(Signal(), "HIGH");

        await AssertDeliveredAsync(stack, 1);
    }

    [Theory]
    [InlineData(-10)]
    [InlineData(-6)]
    [InlineData(-5)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(10)]
    public async Task Clock_minutes_off_delivers_after_one_refusal_at_most(int minutes)
    {
        await using var stack = await StartAsync(
            Ec.PrivateJwk, o => o with { DPoP = DPoPMode.Required }, sandbox => sandbox with { ClockOffset = TimeSpan.FromMinutes(minutes) });

        await stack.DeliverAsync(Signal(), "HIGH");

        await AssertDeliveredAsync(stack, 1);
        Assert.InRange(stack.Statistics.TokenRequestsByStatus.GetValueOrDefault(401), 0, 1);
        Assert.Equal([202], stack.Statistics.RequestsByStatus.Keys);
    }

    [Fact]
    public async Task Expired_token_is_replaced_before_okta_has_to_refuse_it()
    {
        var time = new JumpingTimeProvider();
        await using var stack = await StartAsync(Ec.PrivateJwk, time: time);
        await stack.DeliverAsync(Signal("203.0.113.1"), "HIGH");
        time.Jump(TimeSpan.FromHours(1));

        await stack.DeliverAsync(Signal("203.0.113.2"), "HIGH");

        await AssertDeliveredAsync(stack, 2);
        Assert.Equal([(202, 2)], stack.Statistics.RequestsByStatus.Select(s => (s.Key, s.Value)));
        Assert.Equal([(200, 2)], stack.Statistics.TokenRequestsByStatus.Select(s => (s.Key, s.Value)));
    }

    [Fact]
    public async Task Nonce_that_the_token_endpoint_forgot_is_replaced_with_the_next_token()
    {
        var time = new JumpingTimeProvider();
        var secrets = new FakeSecrets(Ec.PrivateJwk);
        await using var stack = await StartAsync(
            Ec.PrivateJwk, o => o with { DPoP = DPoPMode.Required }, secrets: secrets, time: time, settings: ("Okta:DPoP", "Required"));
        await stack.DeliverAsync(Signal("203.0.113.1"), "HIGH");
        stack.Okta.OAuth.ForgetNonces();
        time.Jump(TimeSpan.FromHours(1));

        await stack.DeliverAsync(Signal("203.0.113.2"), "HIGH");

        await AssertDeliveredAsync(stack, 2);
        Assert.Equal([(200, 2), (400, 2)], stack.Statistics.TokenRequestsByStatus.OrderBy(s => s.Key).Select(s => (s.Key, s.Value)));
        Assert.Equal([202], stack.Statistics.RequestsByStatus.Keys);

        // Taken up at once, not by the second chance that a refused key gets.
        Assert.Equal(0, secrets.FreshReads);
    }

    [Fact]
    public async Task Token_that_okta_no_longer_takes_is_replaced()
    {
        await using var stack = await StartAsync(Ec.PrivateJwk, o => o with { DPoP = DPoPMode.Required });
        await stack.DeliverAsync(Signal("203.0.113.1"), "HIGH");
        stack.Okta.OAuth.RevokeTokens();

        await stack.DeliverAsync(Signal("203.0.113.2"), "HIGH");

        await AssertDeliveredAsync(stack, 2);
        Assert.Equal(2, stack.Statistics.TokenRequestsByStatus[200]);
    }

    [Fact]
    public async Task Token_endpoint_down_for_a_moment_gets_a_new_assertion()
    {
        await using var stack = await StartAsync(Ec.PrivateJwk);
        stack.Use("""{"at":1,"on":"token","fault":"503"}""");

        await stack.DeliverAsync(Signal(), "HIGH");

        await AssertDeliveredAsync(stack, 1);
        Assert.Equal((1, 1), (stack.Statistics.TokenRequestsByStatus[503], stack.Statistics.TokenRequestsByStatus[200]));

        // By the token endpoint's own tries: the answer's rate-limit headers tell a reset that is nobody's business after a 503.
        Assert.Single(stack.Logs.Entries, e => e.Id.Name == "TokenEndpointRetried");
    }

    [Fact]
    public async Task Token_endpoint_that_wants_to_be_left_alone_is_asked_once_by_all_lanes_together()
    {
        await using var stack = await StartAsync(Ec.PrivateJwk);
        stack.Use("""{"from":"00:00:00","on":"token","fault":"429","headers":"far"}""");

        foreach (var lane in new[] { "HIGH", "MEDIUM", "LOW" })
        {
            await stack.SendAsync(Signal(level: lane), lane);
        }

        await stack.CircuitAsync(CircuitState.Unavailable);

        Assert.Equal([(429, 1)], stack.Statistics.TokenRequestsByStatus.Select(s => (s.Key, s.Value)));
        Assert.Contains("asked to be left alone", (await stack.FlowAsync()).Circuit.Reason);
    }

    [Fact]
    public async Task Token_answer_lost_after_the_assertion_was_used_up_is_tried_again_with_another_jti()
    {
        var jtis = new ConcurrentQueue<string>();
        await using var stack = await StartAsync(Ec.PrivateJwk, configure: services => OnTokenRequest(services, async request =>
        {
            var form = System.Web.HttpUtility.ParseQueryString(await request.Content!.ReadAsStringAsync());
            jtis.Enqueue(JsonNode.Parse(Base64Url.DecodeFromChars(form["client_assertion"]!.Split('.')[1]))!["jti"]!.GetValue<string>());
        }));
        stack.Use("""{"at":1,"on":"token","fault":"reset-after-accept"}""");

        await stack.DeliverAsync(Signal(), "HIGH");

        await AssertDeliveredAsync(stack, 1);
        Assert.Equal([(0, 1), (200, 1)], stack.Statistics.TokenRequestsByStatus.OrderBy(s => s.Key).Select(s => (s.Key, s.Value)));
        Assert.Equal((2, 2), (jtis.Count, jtis.Distinct().Count()));
    }

    [Fact]
    public async Task Assertion_that_somebody_replays_is_refused_and_nothing_is_lost()
    {
        byte[]? first = null;
        await using var stack = await StartAsync(Ec.PrivateJwk, configure: services => OnTokenRequest(services, async request =>
        {
            first ??= await request.Content!.ReadAsByteArrayAsync();
            var type = request.Content!.Headers.ContentType;
            request.Content = new ByteArrayContent(first) { Headers = { ContentType = type } };
        }));
        await stack.DeliverAsync(Signal("203.0.113.1"), "HIGH");
        stack.Okta.OAuth.RevokeTokens();

        await stack.SendAsync(Signal("203.0.113.2"), "HIGH");
        await stack.CircuitAsync(CircuitState.Refused);

        Assert.Contains("The jti of the client_assertion was used before", (await stack.FlowAsync()).Circuit.Reason);
        Assert.Equal((1, 1), (stack.Statistics.AcceptedEvents, stack.Counts()["high"].Locked));
    }

    [Fact]
    public async Task Key_rotated_between_two_deliveries_is_read_once_afresh()
    {
        var next = ServiceAppKey.CreateEc("ec-2");
        var secrets = new FakeSecrets(Ec.PrivateJwk);
        await using var stack = await StartAsync(Ec.PrivateJwk, secrets: secrets);
        await stack.DeliverAsync(Signal("203.0.113.1"), "HIGH");
        stack.Okta.OAuth.Register(FaultyOkta.App(next));
        stack.Okta.OAuth.RevokeTokens();
        secrets.Value = next.PrivateJwk;

        await stack.DeliverAsync(Signal("203.0.113.2"), "HIGH");

        await AssertDeliveredAsync(stack, 2);
        Assert.Equal(1, secrets.FreshReads);
        Assert.Equal([(200, 2)], stack.Statistics.TokenRequestsByStatus.Select(s => (s.Key, s.Value)));
        Assert.Contains(stack.Logs.Entries, e => e.Id.Name == "TokenObtained" && e.Text.Contains("ec-2"));
    }

    [Fact]
    public async Task Key_rotated_while_running_is_taken_up()
    {
        // The cache still holds a key that Okta no longer knows; the vault has the new one.
        var secrets = new FakeSecrets(ServiceAppKey.CreateEc("retired").PrivateJwk) { Value = Ec.PrivateJwk };
        await using var stack = await StartAsync(Ec.PrivateJwk, secrets: secrets);

        await stack.DeliverAsync(Signal(), "HIGH");

        await AssertDeliveredAsync(stack, 1);
        Assert.Equal(1, secrets.FreshReads);
        Assert.Equal((1, 1), (stack.Statistics.TokenRequestsByStatus[401], stack.Statistics.TokenRequestsByStatus[200]));
    }

    [Theory]
    [InlineData("wrong key", "invalid_client")]
    [InlineData("wrong scope", "Grant the scope okta.riskEvents.manage")]
    [InlineData("unknown client", "0oa-app-of-the-test-org")]
    [InlineData("proof demanded while off", "Okta:DPoP")]
    [InlineData("not a key", "okta-private-key")]
    public async Task Wrong_credential_loses_nothing_and_says_what_to_fix(string fault, string says)
    {
        var key = fault switch { "wrong key" => ServiceAppKey.CreateEc().PrivateJwk, "not a key" => "no key at all", _ => Ec.PrivateJwk };
        await using var stack = await StartAsync(
            key,
            o => o with
            {
                Apps = [new ServiceApp
                {
                    ClientId = fault == "unknown client" ? "0oa-another-app" : FaultyOkta.ClientId,
                    PublicJwks = [Ec.PublicJwk],
                    GrantedScopes = fault == "wrong scope" ? ["okta.users.read"] : ["okta.riskEvents.manage"],
                }],
                DPoP = fault.StartsWith("proof") ? DPoPMode.Required : DPoPMode.Off,
            },
            settings: ("Okta:DPoP", fault.StartsWith("proof") ? "Off" : "Auto"));

        await stack.SendAsync(Signal(), "HIGH");
        await stack.UntilAsync(async () => (await stack.FlowAsync()).Circuit.State != CircuitState.Closed, "the circuit opens");

        var status = await stack.StatusAsync();
        Assert.Contains(says, status.GetProperty("circuit").GetProperty("reason").GetString());
        Assert.Equal("""{"active":0,"locked":1,"deadLettered":0}""", status.GetProperty("lanes").GetProperty("high").GetRawText());
        Assert.Equal(0, stack.Statistics.AcceptedRequests);
    }

    internal static Task<RunningStack> StartAsync(
        string privateKey,
        Func<OAuthOptions, OAuthOptions>? oauth = null,
        Func<SandboxOptions, SandboxOptions>? sandbox = null,
        FakeSecrets? secrets = null,
        TimeProvider? time = null,
        Action<IServiceCollection>? configure = null,
        params (string Key, string? Value)[] settings)
    {
        var server = new OAuthOptions { Apps = [FaultyOkta.App(Rsa, Ec)] };
        server = oauth is null ? server : oauth(server);
        return RunningStack.StartAsync(
            Settings([("Okta:Authentication", "PrivateKeyJwt"), ("Okta:ClientId", FaultyOkta.ClientId), ("Secrets:okta-private-key", privateKey), .. settings]),
            o => (sandbox is null ? o : sandbox(o)) with { OAuth = server },
            o => o with
            {
                Configure = services =>
                {
                    if (secrets is not null)
                    {
                        services.AddSingleton<ISecretSource>(secrets);
                    }

                    configure?.Invoke(services);
                },
            },
            time);
    }

    private static void OnTokenRequest(IServiceCollection services, Func<HttpRequestMessage, Task> look) =>
        services.AddHttpClient(TokenEndpoint.ClientName).AddHttpMessageHandler(() => new InterceptingHandler(async request =>
        {
            await look(request);
            return null;
        }));

    private static async Task AssertDeliveredAsync(RunningStack stack, int events)
    {
        Assert.Empty(stack.DeadLetters());
        Assert.Equal((events, 0), (stack.Statistics.AcceptedEvents, stack.Statistics.Duplicates));
        Assert.Equal(CircuitState.Closed, (await stack.FlowAsync()).Circuit.State);
    }
}
