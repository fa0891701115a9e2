using System.Diagnostics;
using System.Text.Json;
using RiskFunctions.Testing.Npm;
using static RiskFunctions.LocalHost.Tests.Sandbox.SecurityEvents.SetOrg;

namespace RiskFunctions.LocalHost.Tests.Sandbox.SecurityEvents;

/// <summary>SETs that a library signed which nobody here wrote.</summary>
public sealed class JoseTests
{
    private static readonly NpmPackage Package = new("jose", "5.10.0");
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [NodeFact]
    public async Task Post_set_of_jose_is_accepted_and_with_another_audience_or_key_it_is_not()
    {
        await using var org = await StartAsync();
        var sets = await MakeAsync(org.Claims());
        org.Keys.Publish(sets.Jwk);

        Assert.Equal(new SetAnswer(202, null, null), await org.PostAsync(sets.Good));
        Assert.Equal("invalid_audience", (await org.PostAsync(sets.WrongAudience)).Err);
        Assert.Equal("authentication_failed", (await org.PostAsync(sets.WrongKey)).Err);
        Assert.Equal(("good", "high"), (org.Requests[0].Id, org.Requests[0].Statements[0].Level));
    }

    private static async Task<JoseSets> MakeAsync(string claims)
    {
        var folder = await Package.EnsureInstalledAsync(CancellationToken.None);
        var start = new ProcessStartInfo(NpmPackage.Node, [Path.Combine(AppContext.BaseDirectory, "Sandbox", "SecurityEvents", "make-sets.js")])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["NODE_PATH"] = Path.Combine(folder, "node_modules");
        using var node = Process.Start(start)!;
        await node.StandardInput.WriteAsync(claims);
        node.StandardInput.Close();
        var (output, error) = (node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
        await node.WaitForExitAsync().WaitAsync(Patience, TimeProvider.System);
        Assert.True(node.ExitCode == 0, await error);
        return JsonSerializer.Deserialize<JoseSets>(await output, JsonSerializerOptions.Web)!;
    }

    private sealed record JoseSets(string Jwk, string Good, string WrongAudience, string WrongKey);
}
