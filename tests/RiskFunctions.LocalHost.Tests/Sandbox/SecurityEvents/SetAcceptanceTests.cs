using System.Net;
using System.Text.Json;
using RiskFunctions.LocalHost.Sandbox.Limits;
using RiskFunctions.LocalHost.Sandbox.SecurityEvents;
using RiskFunctions.LocalHost.Tests.EndToEnd.Stage;
using RiskFunctions.LocalHost.Tests.Sandbox.Http;
using RiskFunctions.Testing.Okta;
using RiskFunctions.Testing.Time;
using static RiskFunctions.LocalHost.Tests.Sandbox.SecurityEvents.SetOrg;

namespace RiskFunctions.LocalHost.Tests.Sandbox.SecurityEvents;

/// <summary>What becomes of SETs that nothing is wrong with, and when keys, limit and network do not stand still.</summary>
public sealed class SetAcceptanceTests
{
    private const string UserSubject = """{"user":{"format":"email","email":"user@example.com"}}""";
    private const string DeviceSubject = """{"device":{"format":"opaque","id":"device-1"}}""";

    [Theory]
    [InlineData("okta", "user-risk-change", UserSubject, "\"current_level\":\"medium\",\"previous_level\":\"none\"", "user email", "medium")]
    [InlineData("okta", "user-risk-change", """{"user":{"format":"iss_sub","iss":"https://org","sub":"00u1"}}""",
        "\"current_level\":\"secure\",\"previous_level\":\"high\"", "user iss_sub", "secure")]
    [InlineData("okta", "user-risk-change", """{"user":{"format":"opaque","id":"00u1"},"device":{"format":"opaque","id":"1"}}""",
        "\"current_level\":\"low\",\"previous_level\":\"low\"", "user opaque, device opaque", "low")]
    [InlineData("okta", "device-risk-change", DeviceSubject, "\"current_level\":\"high\",\"previous_level\":\"low\"", "device opaque", "high")]
    [InlineData("okta", "ip-change", UserSubject, "\"current_ip_address\":\"203.0.113.7\",\"previous_ip_address\":\"2001:db8::1\"", "user email", null)]
    [InlineData(
        "caep", "device-compliance-change", DeviceSubject, "\"current_status\":\"not-compliant\",\"previous_status\":\"compliant\"", "device opaque", null)]
    [InlineData("caep", "session-revoked", UserSubject, "\"current_ip\":\"203.0.113.7\",\"last_known_user_agent\":\"Browser\"", "user email", null)]
    [InlineData("risc", "identifier-changed", UserSubject, "\"new-value\":\"new@example.com\"", "user email", null)]
    public async Task Post_each_type_of_event_is_accepted_and_recorded(string family, string type, string subject, string fields, string kind, string? level)
    {
        await using var org = await StartAsync();
        var host = family == "okta" ? "okta.com" : "openid.net";
        var uri = $"https://schemas.{host}/secevent/{family}/event-type/{type}";

        var answer = await org.PostAsync(
            org.Set($$$"""{"{{{uri}}}":{"event_timestamp":1772600767,"subject":{{{subject}}},{{{fields}}},"reason_user":{"en":"Why"}} }"""));

        Assert.Equal(new SetAnswer(202, null, null), answer);
        var request = Assert.Single(org.Requests);
        var statement = Assert.Single(request.Statements);
        Assert.Equal((true, "key-1", "id-1"), (request.Accepted, request.KeyId, request.Id));
        Assert.Equal((type, kind, level), (statement.Type, statement.SubjectKind, statement.Level));
    }

    [Fact]
    public async Task Post_audience_is_one_of_several_is_accepted()
    {
        await using var org = await StartAsync();
        var claims = org.Claims().Replace($"\"aud\":\"{org.Audience}\"", $"\"aud\":[\"https://another.example.com\",\"{org.Audience}\"]");

        Assert.Equal(202, (await org.PostAsync(Key.Sign(Header(), claims))).Status);
    }

    [Fact]
    public async Task Post_jti_comes_again_is_accepted_and_counts_once()
    {
        await using var org = await StartAsync();

        var statuses = new[] { await org.PostAsync(org.Set(id: "same")), await org.PostAsync(org.Set(id: "same")), await org.PostAsync(org.Set(id: "other")) };

        Assert.All(statuses, a => Assert.Equal(202, a.Status));
        Assert.Equal((2, 1, 0), (org.Statistics.Accepted, org.Statistics.Duplicates, org.Statistics.ConflictingDuplicates));
        Assert.Equal([false, true, false], org.Requests.Select(r => r.IsDuplicate));
    }

    [Fact]
    public async Task Post_jti_comes_again_with_another_statement_is_accepted_and_found_out()
    {
        await using var org = await StartAsync();
        await org.PostAsync(org.Set(RiskChange("high"), "same"));

        var answer = await org.PostAsync(org.Set(RiskChange("medium"), "same"));

        Assert.Equal(202, answer.Status);
        Assert.Equal((1, 1, 1), (org.Statistics.Accepted, org.Statistics.Duplicates, org.Statistics.ConflictingDuplicates));
    }

    [Fact]
    public async Task Post_unknown_user_is_accepted_and_ignored()
    {
        await using var org = await StartAsync(o => o with { KnownUsers = ["USER@example.com"] });

        var known = await org.PostAsync(org.Set());
        var unknown = await org.PostAsync(org.Set(RiskChange(user: "nobody@example.invalid")));

        Assert.Equal((202, 202), (known.Status, unknown.Status));
        Assert.Equal([false, true], org.Requests.Select(r => r.IsIgnored));
        Assert.Equal((2, 1), (org.Statistics.Accepted, org.Statistics.Ignored));
    }

    [Fact]
    public async Task Post_key_set_is_fetched_once_until_it_is_an_hour_old()
    {
        await using var org = await StartAsync();

        await org.PostAsync(org.Set());
        await org.PostAsync(org.Set());
        var young = org.Keys.Requests;
        org.Time.Advance(TimeSpan.FromHours(1));
        await org.PostAsync(org.Set());

        Assert.Equal((1, 2, 2), (young, org.Keys.Requests, org.Statistics.KeySetFetches));
    }

    [Fact]
    public async Task Post_key_was_rotated_is_accepted_since_the_set_is_fetched_again_and_the_old_one_is_good_no_more()
    {
        await using var org = await StartAsync();
        var next = ServiceAppKey.CreateRsa("key-2");
        var before = await org.PostAsync(org.Set());
        var early = await org.PostAsync(next.Sign(Header("key-2"), org.Claims()));
        org.Keys.Publish(next.PublicJwk);

        var after = await org.PostAsync(next.Sign(Header("key-2"), org.Claims()));
        var old = await org.PostAsync(org.Set());

        Assert.Equal((202, "invalid_key", 202, "invalid_key"), (before.Status, early.Err, after.Status, old.Err));
    }

    [Fact]
    public async Task Post_provider_is_known_by_its_configuration_is_accepted()
    {
        await using var org = await StartAsync(o => o with { Providers = [] });
        org.Keys.Configuration =
            $$"""{"spec_version":"1_0","issuer":"{{Issuer}}","jwks_uri":"{{org.Keys.JwksUrl}}","delivery_methods_supported":["urn:ietf:rfc:8935"]}""";

        using var registered = await SandboxClient.PutAsync(
            org.Okta, "/sandbox/security-events-provider", $$"""{"well_known_url":"{{org.Keys.ConfigurationUrl}}"}""");

        Assert.Equal(HttpStatusCode.NoContent, registered.StatusCode);
        Assert.Equal(202, (await org.PostAsync(org.Set())).Status);
    }

    [Fact]
    public async Task Post_body_is_larger_than_the_limit_is_413()
    {
        await using var org = await StartAsync();
        var set = org.Set(RiskChange(reason: new string('x', 65_536)));

        Assert.Equal(413, (await org.PostAsync(set)).Status);
        Assert.Equal(0, org.Statistics.Accepted);
    }

    [Fact]
    public async Task Post_limit_is_used_up_is_429_and_risk_events_have_their_own()
    {
        await using var org = await StartAsync(o => o with { Limit = new RequestLimitOptions { Requests = 2 } });
        using var first = await org.SendAsync(org.Set());
        using var second = await org.SendAsync("not a set");
        using var third = await org.SendAsync(org.Set());
        using var riskEvents = await SandboxClient.PostAsync(org.Okta, RiskEventBodies.One());

        Assert.Equal([202, 400, 429, 202], new[] { first, second, third, riskEvents }.Select(r => (int)r.StatusCode));
        Assert.Equal(["1", "0", "0", "29"], new[] { first, second, third, riskEvents }.Select(r => SandboxClient.Header(r, "X-Rate-Limit-Remaining")));
        Assert.Equal(("2", "30"), (SandboxClient.Header(third, "X-Rate-Limit-Limit"), SandboxClient.Header(riskEvents, "X-Rate-Limit-Limit")));
        org.Time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(202, (await org.PostAsync(org.Set())).Status);
    }

    [Theory]
    [InlineData("""{"at":1,"on":"sets","fault":"503"}""", 503, null)]
    [InlineData("""{"at":1,"on":"sets","fault":"401"}""", 401, null)]
    [InlineData("""{"at":1,"on":"sets","fault":"429","headers":"far"}""", 429, null)]
    [InlineData("""{"at":1,"on":"sets","fault":"400"}""", 400, "invalid_request")]
    [InlineData("""{"at":1,"on":"sets","fault":"400","err":"authentication_failed"}""", 400, "authentication_failed")]
    [InlineData("""{"reject-when":"PLANTED","on":"sets"}""", 400, "invalid_request")]
    [InlineData("""{"reject-when":"user@example.com","on":"sets","fault":"500"}""", 500, null)]
    public async Task Post_fault_strikes_sets_alone_and_takes_nothing(string rule, int status, string? err)
    {
        await using var org = await StartAsync();
        org.Okta.Use(rule);
        using var riskEvents = await SandboxClient.PostAsync(org.Okta, RiskEventBodies.One(message: "PLANTED"));

        var answer = await org.PostAsync(org.Set(RiskChange(reason: "a PLANTED one")));

        Assert.Equal((202, status, err), ((int)riskEvents.StatusCode, answer.Status, answer.Err));
        Assert.Equal(0, org.Statistics.Accepted);
        Assert.NotNull(Assert.Single(org.Requests).Fault);
    }

    [Fact]
    public async Task Post_connection_is_reset_after_acceptance_makes_the_retry_a_duplicate()
    {
        await using var org = await StartAsync();
        org.Okta.Use("""{"at":1,"on":"sets","fault":"reset-after-accept"}""");

        await Assert.ThrowsAsync<HttpRequestException>(() => org.PostAsync(org.Set(id: "same")));
        var retry = await org.PostAsync(org.Set(id: "same"));

        Assert.Equal((202, 1, 1), (retry.Status, org.Statistics.Accepted, org.Statistics.Duplicates));
        Assert.Equal([0, 202], org.Requests.Select(r => r.Status));
    }

    [Fact]
    public async Task Books_name_no_user_unless_they_are_told_to()
    {
        await using var silent = await StartAsync(sandbox: o => o with { SubjectCapacity = 0 });
        await using var told = await StartAsync();
        foreach (var org in new[] { silent, told })
        {
            await org.PostAsync(org.Set());
        }

        var text = await SandboxClient.Http.GetStringAsync(new Uri(silent.Okta.OrgUrl, "/sandbox/security-events"));

        Assert.Contains("user-risk-change", text);
        Assert.DoesNotContain(User, text);
        Assert.Equal(User, told.Requests[0].Statements[0].User);
    }

    [Fact]
    public async Task Status_shows_events_and_counts_and_no_user()
    {
        await using var keys = await KeyHost.StartAsync(Key.PublicJwk);
        await using var stack = await RunningStack.StartAsync(sandbox: o => o with
        {
            SecurityEvents = new SecurityEventsOptions { Providers = [new SecurityEventsProvider { Issuer = Issuer, JwksUrl = keys.JwksUrl }] },
        });
        var audience = stack.OrgUrl!.GetLeftPart(UriPartial.Authority);
        var known = Key.Sign(Header(), Claims(audience, "1", ManualTimeProvider.DefaultStart, RiskChange()));
        foreach (var set in new[] { known, known, "none" })
        {
            using var response = await SendAsync(stack.OrgUrl, set);
        }

        var sets = (await stack.StatusAsync()).GetProperty("sandbox").GetProperty("securityEvents");

        Assert.Equal((1, 1, 0), (sets.GetProperty("accepted").GetInt32(), sets.GetProperty("duplicates").GetInt32(), sets.GetProperty("ignored").GetInt32()));
        Assert.Equal("""{"invalid_request":1}""", sets.GetProperty("refused").GetRawText());
        var latest = Assert.Single(sets.GetProperty("latest").EnumerateArray());
        Assert.Equal(["at", "type", "level", "subject", "ignored"], latest.EnumerateObject().Select(p => p.Name));
        Assert.Equal(("user-risk-change", "high", "user email"), (Text(latest, "type"), Text(latest, "level"), Text(latest, "subject")));
        Assert.DoesNotContain(User, (await stack.StatusAsync()).GetRawText());
        Assert.Equal(0, stack.Statistics.UnexpectedRequests);
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
