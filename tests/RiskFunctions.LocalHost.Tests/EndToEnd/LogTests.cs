using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RiskFunctions.LocalHost.Sandbox.OAuth;
using RiskFunctions.Testing.Okta;
using static RiskFunctions.LocalHost.Tests.EndToEnd.RunningStack;

namespace RiskFunctions.LocalHost.Tests.EndToEnd;

/// <summary>Full runs with faults, everything logged that can be: no secret at any level, no address and no body from Information on.</summary>
public sealed class LogTests
{
    private const string Address = "203.0.113.77";
    private const string OtherAddress = "2001:db8:77::7";
    private const string Text = "Zebra crossing at midnight";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Logs_of_a_full_run_hold_no_secret_no_address_and_no_body(bool oauth)
    {
        var key = ServiceAppKey.CreateEc();
        var sent = new SentSecrets();
        await using var stack = await StartAsync(
            oauth
                ? Settings(("Okta:Authentication", "PrivateKeyJwt"), ("Okta:ClientId", FaultyOkta.ClientId), ("Secrets:okta-private-key", key.PrivateJwk), ("Signals:TrustedNetworks:0", "192.0.2.0/24"))
                : Settings(("Signals:TrustedNetworks:0", "192.0.2.0/24")),
            o => o with { ApiToken = FaultyOkta.ApiToken, OAuth = new OAuthOptions { Apps = [FaultyOkta.App(key)], DPoP = DPoPMode.Required, NonceOnResources = true } },
            o => o with
            {
                Configure = services => services.ConfigureHttpClientDefaults(client => client.AddHttpMessageHandler(() => new Recorder(sent))),
            });
        stack.Use(
            """{"at":1,"fault":"401"}""",
            """{"at":3,"fault":"500"}""",
            """{"at":4,"fault":"429"}""",
            """{"at":5,"fault":"garbage","status":503}""",
            """{"reject-when":"PLANTED"}""");
        string[] bodies =
        [
            Signal(Address, "HIGH", Text),
            Signal(OtherAddress, "LOW", Text),
            Signal("198.51.100.77", "HIGH", "PLANTED " + Text),
            Signal("192.0.2.77", "HIGH", Text),
            Signal("10.0.0.77", "HIGH", Text),
            $$"""{"ip":"203.0.113.300","riskLevel":"{{Text}}"}""",
            Text,
        ];
        foreach (var (body, i) in bodies.Select((b, i) => (b, i)))
        {
            await stack.SendAsync(body, i % 2 == 0 ? "HIGH" : "LOW");
        }

        await stack.DrainAsync();

        string[] secrets = [.. sent.All, FaultyOkta.ApiToken, key.PrivateJwk.Split("\"d\":\"")[1].Split('"')[0], "eyJ"];
        Assert.True(sent.All.Count > (oauth ? 4 : 0), "The run must have had something to keep.");
        Assert.Contains(stack.Logs.Entries, e => e.Level < LogLevel.Information);
        Assert.Contains(stack.Logs.Entries, e => e.Id.Name == "RequestAccepted");
        foreach (var entry in stack.Logs.Entries)
        {
            Assert.DoesNotContain(secrets, secret => entry.Text.Contains(secret, StringComparison.Ordinal));
            if (entry.Level >= LogLevel.Information)
            {
                Assert.DoesNotContain(
                    [Address, OtherAddress, "198.51.100.77", "192.0.2.77", "10.0.0.77", "203.0.113.300", "Zebra"],
                    text => entry.Text.Contains(text, StringComparison.OrdinalIgnoreCase));
            }
        }
    }

    /// <summary>Tokens, proofs and assertions that went over the wire.</summary>
    private sealed class SentSecrets
    {
        private readonly ConcurrentDictionary<string, byte> _texts = new(StringComparer.Ordinal);

        public ICollection<string> All => _texts.Keys;

        public void Add(string text) => _texts.TryAdd(text, 0);
    }

    private sealed class Recorder(SentSecrets secrets) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Headers.Authorization?.Parameter is { } token)
            {
                secrets.Add(token);
            }

            if (request.Headers.TryGetValues("DPoP", out var proofs))
            {
                secrets.Add(proofs.Single());
            }

            if (request.Content is FormUrlEncodedContent form)
            {
                var fields = System.Web.HttpUtility.ParseQueryString(await form.ReadAsStringAsync(cancellationToken));
                secrets.Add(fields["client_assertion"]!);
            }

            return await base.SendAsync(request, cancellationToken);
        }
    }
}
