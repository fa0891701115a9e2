using System.CommandLine;
using RiskFunctions.LocalHost.Demo;
using RiskFunctions.LocalHost.Hosting;
using RiskFunctions.LocalHost.Sandbox;

namespace RiskFunctions.LocalHost.Commands;

/// <summary><c>demo</c>: the whole way of a set of signals, on free ports, with a summary.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var log = new Option<bool>("--log") { Description = "Show the log of the flow as well." };
        var command = new Command("demo", "Sends signals of all formats and lanes, a few bad ones among them, through the whole flow to an Okta sandbox, and accounts for each.")
        {
            log,
        };
        command.SetAction((result, _) => CommandFault.GuardAsync(() => RunAsync(result.GetValue(log))));
        return command;
    }

    private static async Task<int> RunAsync(bool log)
    {
        using var stop = new StopSignal();
        var options = new StackOptions
        {
            Sandbox = new SandboxOptions { SubjectCapacity = 10_000 },
            Settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
            {
                // The demo is a world of its own, whatever the environment says.
                ["Okta:OrgUrl"] = "",
                ["KeyVault:VaultUri"] = "",
                ["RateMeter:Store"] = "Memory",
                ["Signals:TrustedNetworks:0"] = DemoSignals.TrustedNetwork,
            },
            LogLevel = log ? LogLevel.Information : LogLevel.None,
        };
        var run = new DemoRun(options, TimeProvider.System);
        var outcome = await DemoScreen.WatchAsync(report => run.RunAsync(report, stop.Token));
        DemoScreen.Summarize(outcome);
        return outcome.Faults().Count == 0 ? ExitCode.Ok : ExitCode.Failed;
    }
}
