using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using RiskFunctions.LocalHost.Tests.EndToEnd.Stage;
using RiskFunctions.Testing.Npm;
using static RiskFunctions.LocalHost.Tests.Sandbox.SecurityEvents.SetOrg;

namespace RiskFunctions.LocalHost.Tests.Sandbox.SecurityEvents;

/// <summary>The sandbox against SETs that a library signed which nobody here wrote, and that library against SETs of ours.</summary>
public sealed class JoseTests
{
    private static readonly NpmPackage Package = new("jose", "5.10.0");
    private static readonly NodeScript Make = new(Package, "Sandbox", "SecurityEvents", "make-sets.js");
    private static readonly NodeScript Verify = new(Package, "Sandbox", "SecurityEvents", "verify-set.js");

    [NodeFact]
    public async Task Post_set_of_jose_is_accepted_and_with_another_audience_or_key_it_is_not()
    {
        await using var org = await StartAsync();
        var sets = await Make.RunAsync<JoseSets>(org.Claims());
        org.Keys.Publish(sets.Jwk);

        Assert.Equal(new SetAnswer(202, null, null), await org.PostAsync(sets.Good));
        Assert.Equal("invalid_audience", (await org.PostAsync(sets.WrongAudience)).Err);
        Assert.Equal("authentication_failed", (await org.PostAsync(sets.WrongKey)).Err);
        Assert.Equal(("good", "high"), (org.Requests[0].Id, org.Requests[0].Statements[0].Level));
    }

    [NodeFact]
    public async Task Set_of_ours_is_verified_by_jose_with_the_published_keys_and_says_what_okta_asks_for()
    {
        var sent = new ConcurrentQueue<(string Set, string? ContentType, bool HasCredential)>();
        async Task<HttpResponseMessage?> KeepAsync(HttpRequestMessage request)
        {
            var content = request.Content!;
            sent.Enqueue((await content.ReadAsStringAsync(), content.Headers.ContentType?.ToString(), request.Headers.Authorization is not null));
            return null;
        }

        await using var flow = await TwoDestinations.StartAsync(
            sandbox: null,
            o => o with
            {
                Configure = services => services.ConfigureHttpClientDefaults(
                    client => client.AddHttpMessageHandler(() => new InterceptingHandler(KeepAsync))),
            },
            TimeProvider.System);
        var before = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var seen = DateTimeOffset.FromUnixTimeSeconds(before - 300);
        await flow.Stack.SendAsync(
            $$"""{"user":"Name@Example.com","riskLevel":"HIGH","message":"Unmögliche Reise","timestamp":"{{seen:O}}"}""", "HIGH");
        await flow.Stack.DrainAsync();

        var (set, contentType, hasCredential) = Assert.Single(sent);
        var audience = flow.Stack.OrgUrl!.GetLeftPart(UriPartial.Authority);
        var result = await Verify.RunAsync<JoseResult>(JsonSerializer.Serialize(
            new { keySet = new Uri(flow.Stack.Http.BaseAddress!, "/.well-known/jwks.json"), issuer = Issuer, audience, set }));

        // The token as Okta's guide and description have it, and nothing beside.
        Assert.Equal(("application/secevent+jwt", false), (contentType, hasCredential));
        Assert.Equal(
            ["alg RS256", "kid key-1", "typ secevent+jwt"],
            result.Header.EnumerateObject().Select(p => $"{p.Name} {p.Value}").Order(StringComparer.Ordinal));
        var claims = result.Payload;
        Assert.Equal(["aud", "events", "iat", "iss", "jti"], Names(claims));
        Assert.Equal((Issuer, audience), (claims.GetProperty("iss").GetString(), claims.GetProperty("aud").GetString()));
        Assert.InRange(claims.GetProperty("iat").GetInt64(), before, before + 60);
        Assert.Matches("^[A-Za-z0-9_-]{43}$", claims.GetProperty("jti").GetString());
        var change = Assert.Single(claims.GetProperty("events").EnumerateObject());
        Assert.Equal("https://schemas.okta.com/secevent/okta/event-type/user-risk-change", change.Name);
        Assert.Equal(["current_level", "event_timestamp", "initiating_entity", "previous_level", "reason_admin", "subject"], Names(change.Value));
        Assert.Equal(before - 300, change.Value.GetProperty("event_timestamp").GetInt64());
        string[] said = ["current_level", "previous_level", "initiating_entity"];
        Assert.Equal(["high", "low", "system"], said.Select(name => change.Value.GetProperty(name).GetString()));
        Assert.Equal("""{"user":{"format":"email","email":"Name@Example.com"}}""", change.Value.GetProperty("subject").GetRawText());
        Assert.Equal("Unmögliche Reise", Assert.Single(change.Value.GetProperty("reason_admin").EnumerateObject(), r => r.Name == "en").Value.GetString());
        Assert.Equal(["ERR_JWT_CLAIM_VALIDATION_FAILED", "ERR_JWT_CLAIM_VALIDATION_FAILED", "ERR_JWS_SIGNATURE_VERIFICATION_FAILED"], result.Refusals);
    }

    private static IEnumerable<string> Names(JsonElement json) => json.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal);

    private sealed record JoseSets(string Jwk, string Good, string WrongAudience, string WrongKey);

    /// <param name="Refusals">What jose says to another issuer, another audience, and a changed signature.</param>
    private sealed record JoseResult(JsonElement Header, JsonElement Payload, IReadOnlyList<string> Refusals);
}
