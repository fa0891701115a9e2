using RiskFunctions.LocalHost.Sandbox.Limits;
using RiskFunctions.LocalHost.Sandbox.OAuth;
using RiskFunctions.Testing.Okta;

namespace RiskFunctions.LocalHost.Tests.Sandbox.OktaSdk;

/// <summary>The sandbox is good enough for Okta's own client; so it is no stricter than Okta, and its answers are read as Okta's are.</summary>
public sealed class OktaSdkTests
{
    [NodeFact]
    public async Task Send_valid_events_are_accepted_with_the_clients_own_times()
    {
        await using var okta = await FaultyOkta.StartAsync();

        var result = await NodeClient.SendAsync(okta, NodeClient.Events(2));

        Assert.Equal(new NodeClientResult(true, null, null, null, 0), result);
        Assert.Equal(2, okta.Subjects.Count);
    }

    [NodeFact]
    public async Task Send_bad_address_is_refused_with_the_field_named()
    {
        await using var okta = await FaultyOkta.StartAsync();

        var result = await NodeClient.SendAsync(okta, NodeClient.Events(1, ip: "203.0.113.256"));

        Assert.Equal((400, "E0000001"), (result.Status, result.ErrorCode));
        Assert.Contains("[0].subjects[0].ip", result.Message);
        Assert.Empty(okta.Subjects);
    }

    [NodeFact]
    public async Task Send_21_events_are_refused()
    {
        await using var okta = await FaultyOkta.StartAsync();

        var result = await NodeClient.SendAsync(okta, NodeClient.Events(21));

        Assert.Equal((400, "E0000001"), (result.Status, result.ErrorCode));
        Assert.Empty(okta.Subjects);
    }

    [NodeFact]
    public async Task Send_limit_used_up_is_sent_again_by_the_client_after_the_reset()
    {
        await using var okta = await FaultyOkta.StartAsync(o => o with { Limit = new RequestLimitOptions { Requests = 1, Window = TimeSpan.FromSeconds(10) } });
        await NodeClient.SendAsync(okta, NodeClient.Events(1));

        var result = await NodeClient.SendAsync(okta, NodeClient.Events(1));

        Assert.Equal(new NodeClientResult(true, null, null, null, 1), result);
        Assert.Equal([202, 429, 202], okta.Requests.Select(r => r.Status));
    }

    [NodeFact]
    public async Task Send_wrong_token_is_refused()
    {
        await using var okta = await FaultyOkta.StartAsync();

        var result = await NodeClient.SendAsync(okta, NodeClient.Events(1), token: "wrong");

        Assert.Equal((401, "E0000011"), (result.Status, result.ErrorCode));
    }

    [NodeFact]
    public async Task Send_service_app_with_its_private_key_is_accepted()
    {
        var key = ServiceAppKey.CreateRsa("kid-1");
        await using var okta = await FaultyOkta.StartAsync(o => o with { ApiToken = null, OAuth = new OAuthOptions { Apps = [FaultyOkta.App(key)] } });

        var result = await NodeClient.SendAsync(okta, NodeClient.Events(1), key);

        Assert.Equal(new NodeClientResult(true, null, null, null, 0), result);
        Assert.Single(okta.Subjects);
    }
}
