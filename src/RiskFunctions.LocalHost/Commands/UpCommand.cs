using System.CommandLine;
using RiskFunctions.LocalHost.Hosting;
using RiskFunctions.LocalHost.Sandbox;
using RiskFunctions.LocalHost.Sandbox.Faults;

namespace RiskFunctions.LocalHost.Commands;

/// <summary><c>up</c>: everything until Ctrl+C.</summary>
internal static class UpCommand
{
    public static Command Create()
    {
        var port = PortOption.Of("--port", "Port of the broker, the API and the dashboard on 127.0.0.1; 0 takes a free one.", StackOptions.DefaultPort);
        var sandboxPort = PortOption.Optional("--sandbox-port", "Port of the Okta sandbox; the one after --port when not given.");
        var noPump = new Option<bool>("--no-pump")
        {
            Description = "Deliver nothing here: leave the messages to `worker` processes.",
        };
        var faults = new Option<string?>("--faults")
        {
            Description = "A JSON file that says how the sandbox is to fail (docs/faults.md).",
        };
        var sharedMeter = SharedMeterOption.Create();
        var command = new Command("up", "Runs broker, Okta sandbox, delivery and dashboard until Ctrl+C. With Okta__OrgUrl set, posts there instead of to the sandbox.")
        {
            port, sandboxPort, noPump, faults, sharedMeter,
        };
        command.SetAction((result, _) => CommandFault.GuardAsync(() => RunAsync(
            result.GetValue(port), result.GetValue(sandboxPort), !result.GetValue(noPump), result.GetValue(faults), result.GetValue(sharedMeter))));
        return command;
    }

    private static async Task<int> RunAsync(int port, int? sandboxPort, bool runPump, string? faults, Uri? sharedMeter)
    {
        using var stop = new StopSignal();
        var options = new StackOptions
        {
            Port = port,
            Sandbox = new SandboxOptions
            {
                Port = sandboxPort ?? PortOption.After(port),
                Faults = faults is null ? FaultPlan.None : FaultPlan.Parse(await File.ReadAllBytesAsync(faults, stop.Token)),
            },
            RunPump = runPump,
            Settings = SharedMeterOption.SettingsOf(sharedMeter),
        };
        var stack = await LocalStack.StartAsync(options, [], TimeProvider.System, stop.Token);
        Console.WriteLine($"Dashboard     {stack.Url}");
        Console.WriteLine($"Send          POST {stack.Url}{stack.Broker.Topology.Topic}/messages");
        Console.WriteLine(stack.Sandbox is { } sandbox
            ? $"Okta sandbox  {sandbox.OrgUrl} with API token {sandbox.Sandbox.ApiToken} (stands in for an org; set Okta__OrgUrl to post to another)"
            : $"Okta          {stack.OrgUrl} (the org in Okta__OrgUrl)");
        Console.WriteLine("Stop          Ctrl+C. Messages live in memory and end with this process.");
        await stop.WaitAsync();
        Console.WriteLine("Stopping: batches in flight are ended, the rest goes back to its lane.");
        await stack.DisposeAsync();
        if (LeftBehind.Words(stack.Broker.Counts()) is { } words)
        {
            Console.WriteLine(words);
        }

        return ExitCode.Ok;
    }
}
