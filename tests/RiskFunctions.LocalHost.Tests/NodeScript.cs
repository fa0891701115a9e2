using System.Diagnostics;
using System.Text.Json;
using RiskFunctions.Testing.Npm;

namespace RiskFunctions.LocalHost.Tests;

/// <summary>A script beside the tests, run in Node.js with one npm package: what that makes and reads is nothing of ours.</summary>
internal sealed class NodeScript(NpmPackage package, params string[] path)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Hands the script one text on its standard input, and reads the line of JSON that it writes.</summary>
    public async Task<T> RunAsync<T>(string input)
    {
        var folder = await package.EnsureInstalledAsync(CancellationToken.None);
        var start = new ProcessStartInfo(NpmPackage.Node, [Path.Combine([AppContext.BaseDirectory, .. path])])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["NODE_PATH"] = Path.Combine(folder, "node_modules");

        // A client may read a configuration of the user's too, and go through a proxy if there is one.
        start.Environment["HOME"] = folder;
        start.Environment.Remove("HTTPS_PROXY");
        start.Environment.Remove("https_proxy");
        using var node = Process.Start(start)!;
        await node.StandardInput.WriteAsync(input);
        node.StandardInput.Close();
        var (output, error) = (node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
        await node.WaitForExitAsync().WaitAsync(Patience, TimeProvider.System);
        Assert.True(node.ExitCode == 0, await error);
        return JsonSerializer.Deserialize<T>(await output, JsonSerializerOptions.Web)!;
    }
}
