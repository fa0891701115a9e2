using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using RiskFunctions.Testing.Npm;
using RiskFunctions.Testing.Okta;

namespace RiskFunctions.LocalHost.Tests.Sandbox.OktaSdk;

/// <summary>Okta's own client for Node.js, in a process of its own: what it sends and how it reads answers is nothing of ours.</summary>
internal static class NodeClient
{
    private static readonly NpmPackage Package = new("@okta/okta-sdk-nodejs", "7.1.1");
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

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

    private static async Task<NodeClientResult> SendAsync(JsonObject client, JsonArray events)
    {
        var folder = await Package.EnsureInstalledAsync(CancellationToken.None);
        var start = new ProcessStartInfo(NpmPackage.Node, [Path.Combine(AppContext.BaseDirectory, "Sandbox", "OktaSdk", "send-risk-events.js")])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["NODE_PATH"] = Path.Combine(folder, "node_modules");

        // The client reads a configuration of the user's too, and goes through a proxy if there is one.
        start.Environment["HOME"] = folder;
        start.Environment.Remove("HTTPS_PROXY");
        start.Environment.Remove("https_proxy");
        using var node = Process.Start(start)!;
        await node.StandardInput.WriteAsync(new JsonObject { ["client"] = client, ["instance"] = events }.ToJsonString());
        node.StandardInput.Close();
        var (output, error) = (node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
        await node.WaitForExitAsync().WaitAsync(Patience, TimeProvider.System);
        Assert.True(node.ExitCode == 0, await error);
        return JsonSerializer.Deserialize<NodeClientResult>(await output, JsonSerializerOptions.Web)!;
    }
}
