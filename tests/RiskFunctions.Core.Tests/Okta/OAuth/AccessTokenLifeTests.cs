using System.Net;

namespace RiskFunctions.Core.Tests.Okta.OAuth;

/// <summary>Fetching, keeping and renewing the token.</summary>
public sealed class AccessTokenLifeTests
{
    [Theory]
    [InlineData("RSA JWK")]
    [InlineData("RSA PEM")]
    [InlineData("EC JWK")]
    [InlineData("EC PEM")]
    public async Task AuthorizeAsync_every_form_of_key_gets_a_token(string form)
    {
        var scene = new OAuthScene(secret: form switch
        {
            "RSA JWK" => TestKeys.RsaJwk(TestKeys.Rsa),
            "RSA PEM" => TestKeys.Rsa.ExportPkcs8PrivateKeyPem(),
            "EC JWK" => TestKeys.EcJwk(TestKeys.Ec, "ec-1"),
            _ => TestKeys.Ec.ExportECPrivateKeyPem(),
        });
        scene.Okta.Keys["ec-1"] = TestKeys.Ec;
        scene.Okta.Keys[TestKeys.Thumbprint(TestKeys.Rsa)] = TestKeys.Rsa;
        scene.Okta.Keys[TestKeys.Thumbprint(TestKeys.Ec)] = TestKeys.Ec;

        var (response, tries) = await scene.SendAsync();

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("Bearer access-token-1", response.RequestMessage!.Headers.Authorization!.ToString());
        Assert.Equal(1, tries);
    }

    [Fact]
    public async Task AuthorizeAsync_assertion_lives_five_minutes()
    {
        var scene = new OAuthScene();

        await scene.AuthorizeAsync();

        var assertion = Assert.Single(scene.Okta.Assertions);
        Assert.Equal(scene.Time.GetUtcNow(), assertion.Iat);
        Assert.Equal(TimeSpan.FromMinutes(5), assertion.Time("exp") - assertion.Iat);
        Assert.Equal(["aud", "exp", "iat", "iss", "jti", "sub"], assertion.Payload.AsObject().Select(p => p.Key).Order());
    }

    [Fact]
    public async Task AuthorizeAsync_token_still_good_is_used_again()
    {
        var scene = new OAuthScene();
        await scene.AuthorizeAsync();
        scene.Time.Advance(TimeSpan.FromMinutes(54));

        await scene.AuthorizeAsync();

        Assert.Equal(1, scene.Okta.TokenRequests);
    }

    [Fact]
    public async Task AuthorizeAsync_token_near_its_end_is_renewed_without_waiting_for_the_new_one()
    {
        var scene = new OAuthScene();
        await scene.AuthorizeAsync();
        scene.Time.Advance(TimeSpan.FromMinutes(55));
        scene.Okta.Gate = new();

        var during = await scene.AuthorizeAsync();
        scene.Okta.Gate.SetResult();
        var after = await EventuallyAsync(scene, "access-token-2");

        Assert.Equal("access-token-1", during.Headers.Authorization!.Parameter);
        Assert.Equal("access-token-2", after);
        Assert.Equal(2, scene.Okta.TokenRequests);
    }

    [Fact]
    public async Task AuthorizeAsync_expired_token_is_not_used()
    {
        var scene = new OAuthScene();
        await scene.AuthorizeAsync();
        scene.Time.Advance(TimeSpan.FromMinutes(60) - TimeSpan.FromSeconds(29));

        var request = await scene.AuthorizeAsync();

        Assert.Equal("access-token-2", request.Headers.Authorization!.Parameter);
    }

    [Fact]
    public async Task AuthorizeAsync_short_lived_token_is_kept_for_nine_tenths()
    {
        var scene = new OAuthScene();
        scene.Okta.ExpiresIn = 100;
        await scene.AuthorizeAsync();
        scene.Time.Advance(TimeSpan.FromSeconds(89));
        await scene.AuthorizeAsync();
        Assert.Equal(1, scene.Okta.TokenRequests);

        scene.Time.Advance(TimeSpan.FromSeconds(1));
        await scene.AuthorizeAsync();

        Assert.Equal("access-token-2", await EventuallyAsync(scene, "access-token-2"));
    }

    [Fact]
    public async Task AuthorizeAsync_endpoint_down_at_renewal_goes_on_with_the_present_token_and_pauses()
    {
        var scene = new OAuthScene();
        await scene.AuthorizeAsync();
        scene.Time.Advance(TimeSpan.FromMinutes(55));
        for (var i = 0; i < 3; i++)
        {
            scene.Okta.Script.Enqueue(_ => new(HttpStatusCode.ServiceUnavailable));
        }

        await scene.AuthorizeAsync();
        await scene.RunAsync(WaitForAsync(() => scene.Okta.TokenRequests == 4 && scene.Log.Any(l => l.StartsWith("5 Warning"))));
        var requests = scene.Okta.TokenRequests;
        var request = await scene.AuthorizeAsync();

        Assert.Equal("access-token-1", request.Headers.Authorization!.Parameter);
        Assert.Equal(4, requests);
        Assert.Equal(requests, scene.Okta.TokenRequests);
        scene.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("access-token-2", await EventuallyAsync(scene, "access-token-2"));
    }

    [Fact]
    public async Task AuthorizeAsync_many_callers_share_one_fetch()
    {
        var scene = new OAuthScene();
        scene.Okta.Gate = new();
        var callers = Enumerable.Range(0, 20).Select(_ => scene.AuthorizeStandingStillAsync(CancellationToken.None)).ToList();

        scene.Okta.Gate.SetResult();
        var requests = await Task.WhenAll(callers);

        Assert.All(requests, r => Assert.Equal("access-token-1", r.Headers.Authorization!.Parameter));
        Assert.Equal(1, scene.Okta.TokenRequests);
    }

    [Fact]
    public async Task AuthorizeAsync_one_caller_cancelled_leaves_the_others_their_fetch()
    {
        var scene = new OAuthScene();
        scene.Okta.Gate = new();
        using var cancellation = new CancellationTokenSource();
        var first = scene.AuthorizeStandingStillAsync(cancellation.Token);
        var second = scene.AuthorizeStandingStillAsync(CancellationToken.None);

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        scene.Okta.Gate.SetResult();

        Assert.Equal("access-token-1", (await second).Headers.Authorization!.Parameter);
        Assert.Equal(1, scene.Okta.TokenRequests);
    }

    [Fact]
    public async Task AuthorizeAsync_request_to_another_host_gets_no_token()
    {
        var scene = new OAuthScene();
        using var request = new HttpRequestMessage(HttpMethod.Post, "https://elsewhere.example/api");

        await Assert.ThrowsAsync<InvalidOperationException>(() => scene.AuthorizeAsync(request: request));

        Assert.Null(request.Headers.Authorization);
    }

    [Fact]
    public async Task AuthorizeAsync_unusable_secret_is_refused_with_its_name_and_reason()
    {
        var scene = new OAuthScene(secret: TestKeys.RsaPublicJwk(TestKeys.Rsa));

        var refused = await scene.RefusedAsync();

        Assert.Contains("'okta-private-key' (Okta:PrivateKeySecret)", refused.Message);
        Assert.Contains("public key only", refused.Message);
        Assert.Equal(0, scene.Okta.TokenRequests);
    }

    private static async Task WaitForAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }
    }

    private static async Task<string> EventuallyAsync(OAuthScene scene, string token)
    {
        var last = "";
        for (var i = 0; i < 2000 && last != token; i++)
        {
            last = (await scene.AuthorizeAsync()).Headers.Authorization!.Parameter!;
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }

        return last;
    }
}
