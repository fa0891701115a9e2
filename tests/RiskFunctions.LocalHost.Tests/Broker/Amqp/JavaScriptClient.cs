using System.Diagnostics;
using RiskFunctions.Testing.Npm;

namespace RiskFunctions.LocalHost.Tests.Broker.Amqp;

/// <summary>Runs <c>suite.mjs</c> with <c>@azure/service-bus</c> in a process of its own.</summary>
internal static class JavaScriptClient
{
    private static readonly NpmPackage Package = new("@azure/service-bus", "7.9.5");
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        var folder = await Package.EnsureInstalledAsync(CancellationToken.None);

        // Beside the package, where an import looks for it; under a name of its own, as another test process may do the same.
        var script = Path.Combine(folder, $"{Guid.NewGuid():N}.mjs");
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Broker", "Amqp", "suite.mjs"), script);
        var start = new ProcessStartInfo(NpmPackage.Node, [script, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var node = Process.Start(start)!;
        try
        {
            var (output, error) = (node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
            await node.WaitForExitAsync().WaitAsync(Patience, TimeProvider.System);
            return (node.ExitCode, await output + await error);
        }
        finally
        {
            File.Delete(script);
            if (!node.HasExited)
            {
                node.Kill();
            }
        }
    }
}
