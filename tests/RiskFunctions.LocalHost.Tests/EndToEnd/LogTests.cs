using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RiskFunctions.LocalHost.Sandbox.OAuth;
using RiskFunctions.LocalHost.Sandbox.SecurityEvents;
using RiskFunctions.LocalHost.Tests.EndToEnd.Stage;
using RiskFunctions.LocalHost.Tests.Sandbox.SecurityEvents;
using RiskFunctions.Testing.Okta;
using static RiskFunctions.LocalHost.Tests.EndToEnd.Stage.RunningStack;

namespace RiskFunctions.LocalHost.Tests.EndToEnd;

/// <summary>
/// Full runs of both destinations with faults, everything logged that can be: no secret at any level and at no other place that words come out, no
/// address, no user and no body from Information on. Servers that repeat what they were sent are among the faults.
/// </summary>
public sealed class LogTests
{
    private const string Address = "203.0.113.77";
    private const string OtherAddress = "2001:db8:77::7";
    private const string User = "zelda.quill@people.example.com";
    private const string OtherUser = "yorick.moss@people.example.com";
    private const string Text = "Zebra crossing at midnight";

    [Theory]
    [InlineData("API token")]
    [InlineData("EC JWK")]
    [InlineData("RSA PEM")]
    public async Task Full_run_tells_no_secret_anywhere_and_logs_no_address_and_no_body(string credential)
    {
        var oauth = credential != "API token";
        var key = credential == "RSA PEM" ? ServiceAppKey.CreateRsa() : ServiceAppKey.CreateEc();
        var stored = credential == "RSA PEM" ? key.PrivatePem : key.PrivateJwk;
        var sent = new SentSecrets();
        var signing = ServiceAppKey.CreateRsa();
        using var observed = new ObservedWords();
        await using var stack = await StartAsync(
            Settings(
            [
                ("Signals:TrustedNetworks:0", "192.0.2.0/24"),
                ("SecurityEvents:Enabled", "true"), ("SecurityEvents:Issuer", SetOrg.Issuer), ("SecurityEvents:RequestsPerMinute", "600"),
                ("Signals:ExcludedUsers:0", "break.glass@people.example.com"),
                ("Secrets:security-events-key", credential == "RSA PEM" ? signing.PrivatePem : signing.PrivateJwk),
                .. oauth
                    ? [("Okta:Authentication", "PrivateKeyJwt"), ("Okta:ClientId", FaultyOkta.ClientId), ("Secrets:okta-private-key", stored)]
                    : Array.Empty<(string, string?)>(),
            ]),
            o => o with
            {
                ApiToken = FaultyOkta.ApiToken,
                OAuth = new OAuthOptions
                {
                    Apps = [FaultyOkta.App(key) with { PublicJwks = [key.PublicJwk, key.PublicJwkWithThumbprint] }],
                    DPoP = DPoPMode.Required,
                    NonceOnResources = true,
                },
                SecurityEvents = new SecurityEventsOptions { Limit = o.Limit },
            },
            o => o with
            {
                Configure = services => services.ConfigureHttpClientDefaults(
                    client => client.AddHttpMessageHandler(() => new InterceptingHandler(sent.TakeAsync))),
            });

        // By itself, because two refusals in a row would open the circuit, and the test would wait for its probe.
        await stack.DeliverAsync(Signal("198.51.100.76", "HIGH", Text), "HIGH");
        sent.EchoNextEvents();
        stack.Use(
            """{"at":3,"fault":"500"}""",
            """{"at":4,"fault":"429"}""",
            """{"at":5,"fault":"garbage","status":503}""",
            """{"reject-when":"PLANTED"}""",
            """{"at":1,"on":"sets","fault":"500"}""",
            """{"at":2,"on":"sets","fault":"429"}""",
            """{"at":3,"on":"sets","fault":"400","err":"authentication_failed"}""");
        string[] bodies =
        [
            Signal(Address, "HIGH", Text),
            Signal(OtherAddress, "LOW", Text),
            Signal("198.51.100.77", "HIGH", "PLANTED " + Text),
            Signal("198.51.100.78", "HIGH", "ECHO " + Text),
            Signal("192.0.2.77", "HIGH", Text),
            Signal("10.0.0.77", "HIGH", Text),
            $$"""{"ip":"203.0.113.79","user":"{{User}}","riskLevel":"HIGH","message":"{{Text}}"}""",
            $$"""{"user":"{{OtherUser}}","riskLevel":"LOW","message":"ECHO {{Text}}"}""",
            $$"""{"user":"break.glass@people.example.com","riskLevel":"HIGH","message":"{{Text}}"}""",
            """{"user":"no.address","riskLevel":"HIGH"}""",
            $$"""{"ip":"203.0.113.300","riskLevel":"{{Text}}"}""",
            Text,
        ];
        foreach (var (body, i) in bodies.Select((b, i) => (b, i)))
        {
            await stack.SendAsync(body, i % 2 == 0 ? "HIGH" : "LOW");
        }

        await stack.DrainAsync();

        observed.Measure();
        string[] own = [.. sent.All, FaultyOkta.ApiToken, .. PrivateParts(key), .. PrivateParts(signing)];
        string[] secrets = [.. own, "eyJ"];
        Assert.True(sent.All.Count > (oauth ? 6 : 0), "The run must have had something to keep.");
        Assert.Equal((oauth ? 1 : 0), sent.EchoedByTokenEndpoint);
        Assert.Equal([400, 401], sent.EchoedByApi);
        Assert.True(sent.EchoedBySecurityEvents > 0, "A token about a user must have come back in an answer.");
        Assert.Equal([202, 400, 429, 500], stack.Statistics.SecurityEvents.RequestsByStatus.Keys.Order());
        string[] answers =
        [
            (await stack.StatusAsync()).GetRawText(),
            (await stack.JsonAsync("/api/dead-letters")).GetRawText(),
            await stack.Http.GetStringAsync(new Uri("/", UriKind.Relative)),
        ];
        Assert.Contains("You sent", answers[1]);
        Assert.Contains(stack.Logs.Entries, e => e.Level >= LogLevel.Warning && e.Text.Contains("You sent"));
        Assert.Contains(observed.All, w => w.StartsWith("metric riskfunctions."));
        Assert.Contains(observed.All, w => w.StartsWith("span POST HTTP 401, E0000011: You sent"));
        Assert.NotEmpty(stack.Logs.Scopes);
        Assert.All(answers.Concat(stack.Logs.Scopes), words => Assert.DoesNotContain(secrets, secret => words.Contains(secret)));

        // Other tests of this process are heard here, and what looks like a JWT may be theirs.
        Assert.All(observed.All, words => Assert.DoesNotContain(own, secret => words.Contains(secret)));

        Assert.Contains(stack.Logs.Entries, e => e.Level < LogLevel.Information);
        Assert.Contains(stack.Logs.Entries, e => e.Id.Name == "RequestAccepted");
        Assert.Contains(stack.Logs.Entries, e => e.Id.Name == "SecurityEventAccepted");
        Assert.All(observed.All, words => Assert.DoesNotContain("people.example.com", words, StringComparison.OrdinalIgnoreCase));
        Assert.All(answers, words => Assert.DoesNotContain("people.example.com", words, StringComparison.OrdinalIgnoreCase));
        foreach (var entry in stack.Logs.Entries)
        {
            Assert.DoesNotContain(secrets, secret => entry.Text.Contains(secret));
            if (entry.Level >= LogLevel.Information)
            {
                Assert.DoesNotContain(
                    [
                        Address, OtherAddress, "198.51.100.76", "198.51.100.77", "198.51.100.78", "192.0.2.77", "10.0.0.77", "203.0.113.79",
                        "203.0.113.300", "Zebra", "people.example.com", "zelda", "yorick", "no.address",
                    ],
                    text => entry.Text.Contains(text, StringComparison.OrdinalIgnoreCase));
            }
        }
    }

    private static IEnumerable<string> PrivateParts(ServiceAppKey key)
    {
        string[] members = ["d", "p", "q", "dp", "dq", "qi"];
        var jwk = JsonNode.Parse(key.PrivateJwk)!.AsObject();
        return members.Where(jwk.ContainsKey).Select(m => jwk[m]!.GetValue<string>())
            .Concat(key.PrivatePem.Split('\n', StringSplitOptions.TrimEntries).Where(line => line.Length > 20 && !line.StartsWith('-')));
    }

    /// <summary>Tokens, proofs and assertions that went over the wire; some of them are sent back in an error.</summary>
    private sealed class SentSecrets
    {
        private readonly ConcurrentDictionary<string, byte> _texts = new(StringComparer.Ordinal);
        private readonly ConcurrentDictionary<int, byte> _echoes = [];
        private int _refuseNext;
        private int _tokens;

        public ICollection<string> All => _texts.Keys;

        public IEnumerable<int> EchoedByApi => _echoes.Keys.Order();

        public int EchoedByTokenEndpoint { get; private set; }

        public int EchoedBySecurityEvents { get; private set; }

        public void EchoNextEvents() => _refuseNext = 1;

        public async Task<HttpResponseMessage?> TakeAsync(HttpRequestMessage request)
        {
            var headers = new List<string>();
            if (request.Headers.Authorization is { Parameter: { } credential } authorization)
            {
                _texts.TryAdd(credential, 0);
                headers.Add($"{authorization}");
            }

            if (request.Headers.TryGetValues("DPoP", out var proofs))
            {
                _texts.TryAdd(proofs.Single(), 0);
                headers.Add(proofs.Single());
            }

            if (request.Content!.Headers.ContentType?.MediaType == "application/secevent+jwt")
            {
                var token = await request.Content.ReadAsStringAsync();
                _texts.TryAdd(token, 0);
                var claims = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token.Split('.')[1]));
                if (!claims.Contains("ECHO"))
                {
                    return null;
                }

                EchoedBySecurityEvents++;
                return Error(400, $$"""{"err":"invalid_request","description":"You sent {{token}} about {{OtherUser}}"}""");
            }

            if (request.Content is FormUrlEncodedContent form)
            {
                var fields = System.Web.HttpUtility.ParseQueryString(await form.ReadAsStringAsync());
                _texts.TryAdd(fields["client_assertion"]!, 0);
                if (Interlocked.Increment(ref _tokens) != 1)
                {
                    return null;
                }

                EchoedByTokenEndpoint++;
                return Error(
                    401,
                    $$"""{"error":"invalid_client","error_description":"You sent {{fields["client_assertion"]}} {{string.Join(' ', headers)}}"}""");
            }

            // One request is refused as a whole, and one event for its content.
            var refuse = Interlocked.Exchange(ref _refuseNext, 0) == 1;
            if (!refuse && !(await request.Content!.ReadAsStringAsync()).Contains("ECHO"))
            {
                return null;
            }

            var echo = $"You sent {string.Join(' ', headers)}";
            _echoes.TryAdd(refuse ? 401 : 400, 0);
            return refuse
                ? Error(401, $$"""{"errorCode":"E0000011","errorSummary":"{{echo}}","errorId":"{{echo}}"}""")
                : Error(400, $$"""{"errorCode":"E0000001","errorSummary":"{{echo}}","errorId":"{{echo}}","errorCauses":[{"errorSummary":"{{echo}}"}]}""");
        }

        private static HttpResponseMessage Error(int status, string json) =>
            new((HttpStatusCode)status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
    }
}
