using System.Net;
using System.Security.Cryptography;

namespace RiskFunctions.Core.Tests.Okta.OAuth;

/// <summary>What happens when Okta refuses the token or the key.</summary>
public sealed class FreshTokenTests
{
    [Fact]
    public async Task AuthorizeAsync_fresh_fetches_and_reads_the_secret_afresh()
    {
        var scene = new OAuthScene();
        var response = await RefusedAsync(scene);
        Assert.False(scene.Authorization.LearnFrom(response));

        var request = await scene.AuthorizeAsync(fresh: true);

        Assert.Equal("access-token-2", request.Headers.Authorization!.Parameter);
        Assert.Equal(1, scene.FreshSecretReads);
    }

    [Fact]
    public async Task AuthorizeAsync_fresh_by_several_for_the_same_token_fetches_once()
    {
        var scene = new OAuthScene();
        var first = await RefusedAsync(scene);
        var second = scene.Okta.Call(await scene.AuthorizeAsync());
        scene.Authorization.LearnFrom(first);
        scene.Authorization.LearnFrom(second);

        var one = await scene.AuthorizeAsync(fresh: true);
        var other = await scene.AuthorizeAsync(fresh: true);

        Assert.All([one, other], r => Assert.Equal("access-token-2", r.Headers.Authorization!.Parameter));
        Assert.Equal(2, scene.Okta.TokenRequests);
    }

    [Fact]
    public async Task PrepareAsync_fresh_by_lanes_at_the_same_time_fetches_once()
    {
        var scene = new OAuthScene();
        scene.Authorization.LearnFrom(await RefusedAsync(scene));
        scene.Okta.Gate = new();

        var lanes = Enumerable.Range(0, 3).Select(_ => scene.Authorization.PrepareAsync(fresh: true, CancellationToken.None).AsTask()).ToList();
        scene.Okta.Gate.SetResult();
        await Task.WhenAll(lanes);

        Assert.Equal("access-token-2", (await scene.AuthorizeAsync()).Headers.Authorization!.Parameter);
        Assert.Equal(2, scene.Okta.TokenRequests);
    }

    [Fact]
    public async Task AuthorizeAsync_fresh_after_the_new_token_was_refused_too_fetches_again()
    {
        var scene = new OAuthScene();
        scene.Authorization.LearnFrom(await RefusedAsync(scene));
        var again = await scene.AuthorizeAsync(fresh: true);
        scene.Okta.Revoke("access-token-2");
        scene.Authorization.LearnFrom(scene.Okta.Call(again));

        var request = await scene.AuthorizeAsync(fresh: true);

        Assert.Equal("access-token-3", request.Headers.Authorization!.Parameter);
    }

    [Fact]
    public async Task AuthorizeAsync_fresh_after_a_403_fetches_for_the_right_may_have_been_granted_since()
    {
        var scene = new OAuthScene();
        using var forbidden = new HttpResponseMessage(HttpStatusCode.Forbidden) { RequestMessage = await scene.AuthorizeAsync() };
        Assert.False(scene.Authorization.LearnFrom(forbidden));

        var request = await scene.AuthorizeAsync(fresh: true);

        Assert.Equal("access-token-2", request.Headers.Authorization!.Parameter);
    }

    [Fact]
    public async Task AuthorizeAsync_fresh_with_a_token_that_is_not_young_fetches()
    {
        var scene = new OAuthScene();
        await scene.AuthorizeAsync();
        scene.Time.Advance(TimeSpan.FromSeconds(6));

        var request = await scene.AuthorizeAsync(fresh: true);

        Assert.Equal("access-token-2", request.Headers.Authorization!.Parameter);
    }

    [Fact]
    public async Task AuthorizeAsync_key_replaced_in_vault_and_okta_is_taken_up_without_restart()
    {
        var scene = new OAuthScene();
        await scene.AuthorizeAsync();
        using var newKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        scene.Secret = TestKeys.EcJwk(newKey, "key-2");
        scene.Okta.Keys.Clear();
        scene.Okta.Keys["key-2"] = newKey;
        scene.Time.Advance(TimeSpan.FromHours(1));

        var request = await scene.AuthorizeAsync();

        Assert.Equal("access-token-2", request.Headers.Authorization!.Parameter);
        Assert.Equal(["key-1", "key-1", "key-2"], scene.Okta.Assertions.Select(a => (string?)a.Header["kid"]));
        Assert.Equal(1, scene.FreshSecretReads);
    }

    [Fact]
    public async Task AuthorizeAsync_key_refused_and_not_replaced_asks_once()
    {
        var scene = new OAuthScene();
        scene.Okta.Keys.Clear();

        await scene.RefusedAsync();

        Assert.Equal(1, scene.Okta.TokenRequests);
        Assert.Equal(1, scene.FreshSecretReads);
    }

    private static async Task<HttpResponseMessage> RefusedAsync(OAuthScene scene)
    {
        var request = await scene.AuthorizeAsync();
        scene.Okta.Revoke(request.Headers.Authorization!.Parameter!);
        var response = scene.Okta.Call(request);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        return response;
    }
}
