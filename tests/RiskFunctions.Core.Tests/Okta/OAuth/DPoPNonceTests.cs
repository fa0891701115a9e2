using System.Net;
using RiskFunctions.Okta;

namespace RiskFunctions.Core.Tests.Okta.OAuth;

public sealed class DPoPNonceTests
{
    [Fact]
    public async Task Token_nonce_is_taken_up_with_new_assertion_and_proof()
    {
        var scene = new OAuthScene(DPoPUse.Required);
        scene.Okta.TokenNonce = "t-1";

        await scene.AuthorizeAsync();

        Assert.Equal([null, "t-1"], scene.Okta.TokenProofs.Select(p => (string?)p!.Payload["nonce"]));
        Assert.Equal(2, scene.Okta.Assertions.Select(a => a.Jti).Distinct().Count());
        Assert.Equal(2, scene.Okta.TokenProofs.Select(p => p!.Jti).Distinct().Count());
    }

    [Fact]
    public async Task Token_nonce_is_kept_and_its_rotation_followed()
    {
        var scene = new OAuthScene(DPoPUse.Required);
        scene.Okta.TokenNonce = "t-1";
        await scene.AuthorizeAsync();
        scene.Okta.TokenNonce = "t-2";
        scene.Time.Advance(TimeSpan.FromHours(1));
        await scene.AuthorizeAsync();
        scene.Time.Advance(TimeSpan.FromHours(1));

        await scene.AuthorizeAsync();

        Assert.Equal([null, "t-1", "t-1", "t-2", "t-2"], scene.Okta.TokenProofs.Select(p => (string?)p!.Payload["nonce"]));
    }

    [Fact]
    public async Task Token_nonce_that_is_never_accepted_ends_in_words()
    {
        var scene = new OAuthScene(DPoPUse.Required);
        for (var i = 0; i < 20; i++)
        {
            var nonce = $"n-{i}";
            scene.Okta.Script.Enqueue(_ =>
            {
                var response = Answers.Error(HttpStatusCode.BadRequest, "use_dpop_nonce");
                response.Headers.Add("DPoP-Nonce", nonce);
                return response;
            });
        }

        var refused = await scene.RefusedAsync();

        Assert.Contains("use_dpop_nonce", refused.Message);
        Assert.Contains("DPoP-Nonce", refused.Message);
        Assert.Equal(2, scene.Okta.TokenRequests);
    }

    [Fact]
    public async Task Token_nonce_demanded_but_not_handed_out_ends_at_once()
    {
        var scene = new OAuthScene(DPoPUse.Required);
        scene.Okta.Script.Enqueue(_ => Answers.Error(HttpStatusCode.BadRequest, "use_dpop_nonce"));

        await scene.RefusedAsync();

        Assert.Equal(1, scene.Okta.TokenRequests);
    }

    [Fact]
    public async Task Api_nonce_is_taken_up_kept_and_its_rotation_followed()
    {
        var scene = new OAuthScene(DPoPUse.Required);
        scene.Okta.TokenNonce = "t-1";
        scene.Okta.ApiNonce = "a-1";

        var (first, firstTries) = await scene.SendAsync();
        var (_, secondTries) = await scene.SendAsync();
        scene.Okta.ApiNonce = "a-2";
        var (third, thirdTries) = await scene.SendAsync();

        Assert.Equal((2, 1, 2), (firstTries, secondTries, thirdTries));
        Assert.Equal([HttpStatusCode.Accepted, HttpStatusCode.Accepted], [first.StatusCode, third.StatusCode]);
        Assert.Equal([null, "t-1"], scene.Okta.TokenProofs.Select(p => (string?)p!.Payload["nonce"]));
    }

    [Fact]
    public async Task Api_nonce_refused_for_two_requests_at_once_is_learnt_by_both()
    {
        var scene = new OAuthScene(DPoPUse.Required);
        var one = await scene.AuthorizeAsync();
        var other = await scene.AuthorizeAsync();
        scene.Okta.ApiNonce = "a-1";

        Assert.True(scene.Authorization.LearnFrom(scene.Okta.Call(one)));
        Assert.True(scene.Authorization.LearnFrom(scene.Okta.Call(other)));
    }

    [Fact]
    public async Task Api_nonce_that_was_used_and_is_demanded_again_is_not_tried_forever()
    {
        var scene = new OAuthScene(DPoPUse.Required);
        scene.Okta.ApiNonce = "a-1";
        await scene.SendAsync();
        using var response = new HttpResponseMessage(HttpStatusCode.Unauthorized) { RequestMessage = await scene.AuthorizeAsync() };
        response.Headers.TryAddWithoutValidation("WWW-Authenticate", "DPoP error=\"use_dpop_nonce\"");
        response.Headers.Add("DPoP-Nonce", "a-1");

        Assert.False(scene.Authorization.LearnFrom(response));
    }

    [Fact]
    public async Task Api_nonce_of_an_accepted_request_is_used_next()
    {
        var scene = new OAuthScene(DPoPUse.Required);
        using var accepted = new HttpResponseMessage(HttpStatusCode.Accepted) { RequestMessage = await scene.AuthorizeAsync() };
        accepted.Headers.Add("DPoP-Nonce", "a-7");

        Assert.False(scene.Authorization.LearnFrom(accepted));

        var proof = Jws.Read((await scene.AuthorizeAsync()).Headers.GetValues("DPoP").Single());
        Assert.Equal("a-7", (string?)proof.Payload["nonce"]);
    }

    [Fact]
    public async Task AuthorizeAsync_same_request_twice_carries_one_new_proof()
    {
        var scene = new OAuthScene(DPoPUse.Required);
        var request = await scene.AuthorizeAsync(query: "?a=1");
        var before = Jws.Read(request.Headers.GetValues("DPoP").Single());

        await scene.AuthorizeAsync(request: request);

        var after = Jws.Read(request.Headers.GetValues("DPoP").Single());
        Assert.NotEqual(before.Jti, after.Jti);
        Assert.Equal(HttpStatusCode.Accepted, scene.Okta.Call(request).StatusCode);
    }
}
