using System.Globalization;
using System.Net;
using RiskFunctions.Okta;

namespace RiskFunctions.Core.Tests.Okta.OAuth;

public sealed class TokenEndpointFaultTests
{
    public static TheoryData<string> Passing() => ["503", "500", "429", "408", "temporarily_unavailable", "server_error", "reset", "timeout", "html", "empty"];

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task Passing_fault_is_tried_again_with_new_jti(string fault)
    {
        var scene = new OAuthScene(DPoPUse.Required);
        scene.Okta.Script.Enqueue(r => Faulty(fault, r));
        scene.Okta.Script.Enqueue(r => Faulty(fault, r));

        var (response, _) = await scene.SendAsync();

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(3, scene.Okta.Assertions.Select(a => a.Jti).Distinct().Count());
        Assert.Equal(3, scene.Okta.TokenProofs.Select(p => p!.Jti).Distinct().Count());
        Assert.Equal(2, scene.Log.Count(l => l.StartsWith("2 Warning")));
    }

    [Fact]
    public async Task Lasting_fault_ends_after_three_tries_as_unavailable_and_the_next_call_asks_again()
    {
        var scene = new OAuthScene();
        for (var i = 0; i < 3; i++)
        {
            scene.Okta.Script.Enqueue(_ => new(HttpStatusCode.ServiceUnavailable));
        }

        var exception = await Assert.ThrowsAsync<CredentialUnavailableException>(() => scene.AuthorizeAsync());
        var request = await scene.AuthorizeAsync();

        Assert.Contains("503", exception.Message);
        Assert.Contains(FakeOkta.TokenUrl, exception.Message);
        Assert.Null(exception.RetryAfter);
        Assert.Equal(4, scene.Okta.TokenRequests);
        Assert.Equal("access-token-1", request.Headers.Authorization!.Parameter);
    }

    [Theory]
    [InlineData(503)]
    [InlineData(500)]
    [InlineData(408)]
    public async Task Passing_fault_with_rate_headers_is_tried_again_at_once(int status)
    {
        var scene = new OAuthScene();
        scene.Okta.Script.Enqueue(_ => WithReset(scene, status, TimeSpan.FromSeconds(58)));
        var start = scene.Time.GetUtcNow();

        await scene.AuthorizeAsync();

        Assert.Equal(2, scene.Okta.TokenRequests);
        Assert.InRange(scene.Time.GetUtcNow() - start, TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }

    [Theory]
    [InlineData(429, "12", 12)]
    [InlineData(503, "12", 12)]
    [InlineData(429, "date", 12)]
    [InlineData(503, "date", 12)]
    [InlineData(500, "12", 0)]
    public async Task Retry_after_is_kept_to_for_a_429_and_a_503_only(int status, string value, int seconds)
    {
        var scene = new OAuthScene();
        scene.Okta.Script.Enqueue(_ =>
        {
            var response = new HttpResponseMessage((HttpStatusCode)status);
            response.Headers.Date = scene.Time.GetUtcNow();
            response.Headers.TryAddWithoutValidation(
                "Retry-After", value == "date" ? scene.Time.GetUtcNow().AddSeconds(12).ToString("R", CultureInfo.InvariantCulture) : value);
            return response;
        });
        var start = scene.Time.GetUtcNow();

        await scene.AuthorizeAsync();

        Assert.InRange(scene.Time.GetUtcNow() - start, TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(seconds + 2));
    }

    [Theory]
    [InlineData("1764063600000")]
    [InlineData("9223372036854775807")]
    [InlineData("soon")]
    public async Task Throttled_until_a_time_that_is_none_is_tried_again_by_our_own_pauses(string reset)
    {
        var scene = new OAuthScene();
        scene.Okta.Script.Enqueue(_ =>
        {
            var response = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
            response.Headers.Date = scene.Time.GetUtcNow();
            response.Headers.TryAddWithoutValidation("X-Rate-Limit-Reset", reset);
            return response;
        });

        await scene.AuthorizeAsync();

        Assert.Equal(2, scene.Okta.TokenRequests);
    }

    [Fact]
    public async Task Throttled_for_long_nobody_asks_until_the_wait_is_over()
    {
        var scene = new OAuthScene();
        scene.Okta.Script.Enqueue(_ => Throttled(scene, TimeSpan.FromSeconds(49)));
        await Assert.ThrowsAsync<CredentialUnavailableException>(() => scene.AuthorizeAsync());
        scene.Time.Advance(TimeSpan.FromSeconds(49.9));

        var cached = await Assert.ThrowsAsync<CredentialUnavailableException>(() => scene.AuthorizeAsync());
        var fresh = await Assert.ThrowsAsync<CredentialUnavailableException>(() => scene.AuthorizeAsync(fresh: true));

        Assert.All([cached, fresh], e => Assert.Equal(TimeSpan.FromSeconds(0.1), e.RetryAfter));
        Assert.Contains("left alone for 50 s", cached.Message);
        Assert.Equal(1, scene.Okta.TokenRequests);
        scene.Time.Advance(TimeSpan.FromSeconds(0.1));
        await scene.AuthorizeAsync();
        Assert.Equal(2, scene.Okta.TokenRequests);
    }

    [Fact]
    public async Task Throttled_for_longer_than_five_minutes_is_asked_again_after_five()
    {
        var scene = new OAuthScene();
        scene.Okta.Script.Enqueue(_ => Throttled(scene, TimeSpan.FromHours(3)));
        await Assert.ThrowsAsync<CredentialUnavailableException>(() => scene.AuthorizeAsync());
        scene.Time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromMilliseconds(1));
        await Assert.ThrowsAsync<CredentialUnavailableException>(() => scene.AuthorizeAsync());
        scene.Time.Advance(TimeSpan.FromMilliseconds(1));

        await scene.AuthorizeAsync();

        Assert.Equal(2, scene.Okta.TokenRequests);
    }

    [Fact]
    public async Task Throttled_while_the_token_still_works_leaves_the_endpoint_alone_too()
    {
        var scene = new OAuthScene();
        await scene.AuthorizeAsync();
        scene.Time.Advance(TimeSpan.FromMinutes(55));
        scene.Okta.Script.Enqueue(_ => Throttled(scene, TimeSpan.FromSeconds(99)));
        await scene.AuthorizeAsync();
        await scene.LoggedAsync("5 Warning");
        scene.Time.Advance(TimeSpan.FromSeconds(99));

        await scene.AuthorizeAsync();
        await Assert.ThrowsAsync<CredentialUnavailableException>(() => scene.AuthorizeAsync(fresh: true));

        Assert.Equal(2, scene.Okta.TokenRequests);
    }

    [Fact]
    public async Task Silent_endpoint_is_given_up_after_its_time_limit()
    {
        var scene = new OAuthScene();
        scene.Okta.Gate = new();
        var start = scene.Time.GetUtcNow();

        var exception = await Assert.ThrowsAsync<CredentialUnavailableException>(() => scene.AuthorizeAsync());

        Assert.Contains("no answer within 10 s", exception.Message);
        Assert.InRange(scene.Time.GetUtcNow() - start, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(40));
    }

    [Fact]
    public async Task Throttled_waits_for_the_reset_by_the_servers_own_clock()
    {
        var scene = new OAuthScene();
        scene.Okta.ClockLead = TimeSpan.FromDays(1);
        scene.Okta.Script.Enqueue(_ => Throttled(scene, TimeSpan.FromSeconds(12)));
        var start = scene.Time.GetUtcNow();

        await scene.AuthorizeAsync();

        Assert.InRange(scene.Time.GetUtcNow() - start, TimeSpan.FromSeconds(12), TimeSpan.FromSeconds(14));
    }

    [Fact]
    public async Task Throttled_for_long_is_left_to_the_caller()
    {
        var scene = new OAuthScene();
        scene.Okta.Script.Enqueue(_ => Throttled(scene, TimeSpan.FromSeconds(50)));
        var start = scene.Time.GetUtcNow();

        var exception = await Assert.ThrowsAsync<CredentialUnavailableException>(() => scene.AuthorizeAsync());

        Assert.Equal(TimeSpan.FromSeconds(51), exception.RetryAfter);
        Assert.Equal(start, scene.Time.GetUtcNow());
        Assert.Equal(1, scene.Okta.TokenRequests);
    }

    [Theory]
    [InlineData(401, "invalid_client", "'0oa1client' (Okta:ClientId)", "kid 'key-1'")]
    [InlineData(400, "invalid_scope", "Grant the scope okta.riskEvents.manage", "admin role")]
    [InlineData(400, "unauthorized_client", "Client Credentials", "API Services")]
    [InlineData(400, "unsupported_grant_type", "client_credentials", "Okta:OrgUrl")]
    [InlineData(400, "invalid_request", "Okta:OrgUrl", "public key")]
    [InlineData(400, "invalid_dpop_proof", "DPoP proof", "proxy")]
    [InlineData(403, "access_denied", "network", "System Log")]
    [InlineData(400, "something_new", "System Log", "something_new")]
    public async Task Refusal_says_what_okta_said_and_what_to_fix(int status, string error, string fix, string alsoFix)
    {
        var scene = new OAuthScene(DPoPUse.Required);
        scene.Okta.Script.Enqueue(_ => Answers.Error((HttpStatusCode)status, error, "Words of Okta"));

        var refused = await scene.RefusedAsync();

        Assert.Contains($"{error} (Words of Okta)", refused.Message);
        Assert.Contains(fix, refused.Message);
        Assert.Contains(alsoFix, refused.Message);
        Assert.Equal(1, scene.Okta.TokenRequests);
    }

    [Fact]
    public async Task Refusal_of_a_key_without_kid_says_which_kid_was_used_and_why()
    {
        var scene = new OAuthScene(secret: TestKeys.Rsa.ExportPkcs8PrivateKeyPem());

        var refused = await scene.RefusedAsync();

        Assert.Contains(TestKeys.Thumbprint(TestKeys.Rsa), refused.Message);
        Assert.Contains("names no kid", refused.Message);
    }

    [Theory]
    [InlineData(302, "", "Redirects are not followed")]
    [InlineData(404, "<html>", "Okta:OrgUrl")]
    [InlineData(403, """{"errorCode":"E0000006","errorSummary":"No permission"}""", "E0000006 (No permission)")]
    public async Task Refusal_without_an_oauth_error_is_told_too(int status, string body, string words)
    {
        var scene = new OAuthScene();
        scene.Okta.Script.Enqueue(_ => Answers.Json((HttpStatusCode)status, body));

        var refused = await scene.RefusedAsync();

        Assert.Contains(words, refused.Message);
    }

    [Fact]
    public async Task Refusal_description_is_one_short_line_without_anything_like_a_token()
    {
        var scene = new OAuthScene();
        scene.Okta.Script.Enqueue(_ => Answers.Error(
            HttpStatusCode.BadRequest, "invalid_request", $"bad\r\n\u001b[31m {scene.Okta.Secrets[0]} \ud83d\ude00 end {new string('x', 400)}"));

        var refused = await scene.RefusedAsync();

        Assert.Contains("bad   [31m [removed]    end xxx", refused.Message);
        Assert.DoesNotContain(refused.Message, char.IsControl);
        Assert.DoesNotContain(new string('x', 300), refused.Message);
    }

    private static HttpResponseMessage Throttled(OAuthScene scene, TimeSpan reset) => WithReset(scene, 429, reset);

    private static HttpResponseMessage WithReset(OAuthScene scene, int status, TimeSpan reset)
    {
        var now = scene.Time.GetUtcNow() + scene.Okta.ClockLead;
        var response = new HttpResponseMessage((HttpStatusCode)status);
        response.Headers.Date = now;
        response.Headers.Add("X-Rate-Limit-Reset", (now + reset).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        return response;
    }

    private static HttpResponseMessage Faulty(string fault, HttpRequestMessage request) => fault switch
    {
        "reset" => throw new HttpRequestException(HttpRequestError.ConnectionError, "reset"),
        "timeout" => throw new TaskCanceledException("given up", new TimeoutException()),
        "html" => Answers.Json(HttpStatusCode.OK, "<html>"),
        "empty" => Answers.Json(HttpStatusCode.OK, """{"token_type":"Bearer"}"""),
        _ when int.TryParse(fault, out var status) => new((HttpStatusCode)status) { RequestMessage = request },
        _ => Answers.Error(HttpStatusCode.BadRequest, fault),
    };
}
