using System.CommandLine;
using RiskFunctions.LocalHost.Commands.Options;
using RiskFunctions.LocalHost.Demo;
using RiskFunctions.LocalHost.Hosting;
using RiskFunctions.LocalHost.Sandbox;

namespace RiskFunctions.LocalHost.Commands;

/// <summary><c>demo</c>: sends a set of signals through the whole flow, on free ports, and prints a summary.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var log = new Option<bool>("--log") { Description = "Show the log of the flow as well." };
        var auth = AuthOption.Create();
        var command = new Command(
            "demo", "Sends signals of all formats and lanes, a few bad ones among them, through the whole flow to an Okta sandbox, and accounts for each.")
        {
            log, auth,
        };
        command.SetAction((result, _) => CommandFault.GuardAsync(() => RunAsync(result.GetValue(log), result.GetValue(auth) == AuthOption.OAuth)));
        return command;
    }

    private static async Task<int> RunAsync(bool log, bool oauth)
    {
        using var stop = new StopSignal();
        var app = oauth ? new SandboxServiceApp() : null;
        IEnumerable<IReadOnlyDictionary<string, string?>?> settings = [app?.Settings, new LocalTransmitter().Settings];
        var options = new StackOptions
        {
            Sandbox = new SandboxOptions { SubjectCapacity = 10_000, OAuth = app?.OAuth ?? new() },
            Settings = new Dictionary<string, string?>(
                settings.OfType<IReadOnlyDictionary<string, string?>>().SelectMany(s => s), StringComparer.OrdinalIgnoreCase)
            {
                ["Signals:TrustedNetworks:0"] = DemoSignals.TrustedNetworkSetting,
                ["Signals:ExcludedUsers:0"] = DemoSignals.ExcludedUser,
            },

            // The demo ignores the environment.
            ReadEnvironment = false,
            LogLevel = log ? LogLevel.Information : LogLevel.None,
        };
        var run = new DemoRun(options, TimeProvider.System);
        var outcome = await DemoScreen.WatchAsync(report => run.RunAsync(report, stop.Token));
        DemoScreen.Summarize(outcome);
        return outcome.Faults().Count == 0 ? ExitCode.Ok : ExitCode.Failed;
    }
}
