using System.Net;
using RiskFunctions.Okta;

namespace RiskFunctions.Core.Tests.Okta.OAuth;

public sealed class DPoPModeTests
{
    [Fact]
    public async Task Auto_server_that_does_not_ask_gets_no_proof()
    {
        var scene = new OAuthScene();

        var (response, _) = await scene.SendAsync();

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal([null], scene.Okta.TokenProofs);
        Assert.False(response.RequestMessage!.Headers.Contains("DPoP"));
    }

    [Fact]
    public async Task Auto_server_that_asks_gets_proofs_from_then_on()
    {
        var scene = new OAuthScene();
        scene.Okta.DemandsProof = true;

        var (response, tries) = await scene.SendAsync();
        scene.Time.Advance(TimeSpan.FromHours(1));
        await scene.SendAsync();

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("DPoP", response.RequestMessage!.Headers.Authorization!.Scheme);
        Assert.Equal(1, tries);
        Assert.Equal([false, true, true], scene.Okta.TokenProofs.Select(p => p is not null));
    }

    [Theory]
    [InlineData("invalid_request", "The client requires a DPoP proof.")]
    [InlineData("use_dpop_nonce", "Authorization server requires nonce in DPoP proof.")]
    public async Task Auto_every_way_of_asking_is_understood(string error, string description)
    {
        var scene = new OAuthScene();
        scene.Okta.Script.Enqueue(_ => Answers.Error(HttpStatusCode.BadRequest, error, description));

        var request = await scene.AuthorizeAsync();

        Assert.Equal("DPoP", request.Headers.Authorization!.Scheme);
    }

    [Fact]
    public async Task Auto_unasked_dpop_token_is_fetched_again_with_a_proof()
    {
        var scene = new OAuthScene();
        scene.Okta.Script.Enqueue(_ => Answers.Json(HttpStatusCode.OK, """{"token_type":"DPoP","expires_in":3600,"access_token":"bound-to-nothing"}"""));

        var (response, _) = await scene.SendAsync();

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(2, scene.Okta.TokenRequests);
    }

    [Fact]
    public async Task Auto_server_that_takes_no_notice_of_proofs_gets_its_bearer_token_back()
    {
        var scene = new OAuthScene();
        scene.Okta.Script.Enqueue(_ => Answers.Error(HttpStatusCode.BadRequest, "invalid_dpop_proof"));
        scene.Okta.IgnoresProofs = true;

        var (response, _) = await scene.SendAsync();

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    [Fact]
    public async Task Auto_api_that_asks_switches_it_on()
    {
        var scene = new OAuthScene();
        var request = await scene.AuthorizeAsync();
        scene.Okta.DemandsProof = true;
        Assert.True(scene.Authorization.LearnFrom(scene.Okta.Call(request)));

        var (response, tries) = await scene.SendAsync();

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("DPoP", response.RequestMessage!.Headers.Authorization!.Scheme);
        Assert.Equal(1, tries);
    }

    [Fact]
    public async Task Auto_api_that_asks_for_what_the_token_endpoint_never_gives_is_not_tried_forever()
    {
        var scene = new OAuthScene();
        scene.Okta.IgnoresProofs = true;
        var first = await scene.AuthorizeAsync();
        scene.Okta.DemandsProof = true;

        Assert.True(scene.Authorization.LearnFrom(scene.Okta.Call(first)));
        Assert.False(scene.Authorization.LearnFrom(scene.Okta.Call(await scene.AuthorizeAsync())));
    }

    [Fact]
    public async Task Auto_challenge_that_still_welcomes_bearer_changes_nothing()
    {
        var scene = new OAuthScene();
        using var response = new HttpResponseMessage(HttpStatusCode.Unauthorized) { RequestMessage = await scene.AuthorizeAsync() };
        response.Headers.TryAddWithoutValidation("WWW-Authenticate", ["Bearer error=\"invalid_token\"", "DPoP algs=\"ES256\""]);

        Assert.False(scene.Authorization.LearnFrom(response));
        Assert.Equal("Bearer", (await scene.AuthorizeAsync(fresh: true)).Headers.Authorization!.Scheme);
    }

    [Fact]
    public async Task Required_sends_a_proof_at_once()
    {
        var scene = new OAuthScene(DPoPUse.Required);

        var (response, _) = await scene.SendAsync();

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.NotNull(Assert.Single(scene.Okta.TokenProofs));
    }

    [Fact]
    public async Task Required_bearer_token_is_refused()
    {
        var scene = new OAuthScene(DPoPUse.Required);
        scene.Okta.IgnoresProofs = true;

        var refused = await scene.RefusedAsync();

        Assert.Contains("Okta:DPoP is Required", refused.Message);
    }

    [Fact]
    public async Task Off_server_that_asks_is_refused_with_the_setting_to_change()
    {
        var scene = new OAuthScene(DPoPUse.Off);
        scene.Okta.DemandsProof = true;

        var refused = await scene.RefusedAsync();

        Assert.Contains("Set Okta:DPoP to Auto", refused.Message);
        Assert.All(scene.Okta.TokenProofs, Assert.Null);
    }

    [Fact]
    public async Task Off_api_that_asks_is_refused_with_the_setting_to_change()
    {
        var scene = new OAuthScene(DPoPUse.Off);
        var request = await scene.AuthorizeAsync();
        scene.Okta.DemandsProof = true;

        Assert.True(scene.Authorization.LearnFrom(scene.Okta.Call(request)));

        Assert.Contains("Set Okta:DPoP to Auto", (await scene.RefusedAsync()).Message);
    }

    [Fact]
    public async Task Off_api_that_asks_is_refused_before_a_permit_is_spent_on_the_next_try()
    {
        var scene = new OAuthScene(DPoPUse.Off);
        var request = await scene.AuthorizeAsync();
        scene.Okta.DemandsProof = true;
        scene.Authorization.LearnFrom(scene.Okta.Call(request));

        await Assert.ThrowsAsync<AuthorizationRefusedException>(async () => await scene.Authorization.PrepareAsync(fresh: false, CancellationToken.None));
    }
}
