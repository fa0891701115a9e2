using System.Text.Json.Nodes;
using RiskFunctions.Testing.Npm;
using RiskFunctions.Testing.Okta;

namespace RiskFunctions.LocalHost.Tests.Sandbox.OktaSdk;

/// <summary>Okta's own client for Node.js, in a process of its own: what it sends and how it reads answers is nothing of ours.</summary>
internal static class NodeClient
{
    private static readonly NodeScript Script = new(new NpmPackage("@okta/okta-sdk-nodejs", "7.1.1"), "Sandbox", "OktaSdk", "send-risk-events.js");

    public static Task<NodeClientResult> SendAsync(FaultyOkta okta, JsonArray events, string token = FaultyOkta.ApiToken) =>
        SendAsync(new JsonObject { ["orgUrl"] = okta.OrgUrl.AbsoluteUri, ["token"] = token }, events);

    public static Task<NodeClientResult> SendAsync(FaultyOkta okta, JsonArray events, ServiceAppKey key) => SendAsync(
        new JsonObject
        {
            ["orgUrl"] = okta.OrgUrl.AbsoluteUri,
            ["authorizationMode"] = "PrivateKey",
            ["clientId"] = FaultyOkta.ClientId,
            ["scopes"] = new JsonArray("okta.riskEvents.manage"),
            ["privateKey"] = JsonNode.Parse(key.PrivateJwk),
        },
        events);

    public static JsonArray Events(int count, string ip = "203.0.113.7") => new(
        [.. Enumerable.Range(0, count).Select(_ => new JsonObject
        {
            ["timestamp"] = "2026-11-26T08:00:00.000Z",
            ["expiresAt"] = "2026-11-27T08:00:00.000Z",
            ["subjects"] = new JsonArray(new JsonObject { ["ip"] = ip, ["riskLevel"] = "HIGH", ["message"] = "Impossible travel" }),
        })]);

    private static Task<NodeClientResult> SendAsync(JsonObject client, JsonArray events) =>
        Script.RunAsync<NodeClientResult>(new JsonObject { ["client"] = client, ["instance"] = events }.ToJsonString());
}
