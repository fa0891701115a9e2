using System.CommandLine;
using RiskFunctions.LocalHost.Broker.Amqp;
using RiskFunctions.LocalHost.Commands.Options;
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
        var amqpPort = PortOption.Optional(
            "--amqp-port",
            $"Port of the broker for clients of Service Bus (AMQP) on 127.0.0.1; {AmqpListener.DefaultPort} when not given, or a free one with --port 0.");
        var noPump = new Option<bool>("--no-pump")
        {
            Description = "Deliver nothing here: leave the messages to `worker` processes.",
        };
        var faults = new Option<string?>("--faults")
        {
            Description = "A JSON file that says how the sandbox is to fail (docs/faults.md).",
        };
        var sharedMeter = SharedMeterOption.Create();
        var auth = AuthOption.Create();
        var securityEvents = new Option<bool>("--security-events")
        {
            Description = "Send users to the sandbox too, as security event tokens signed with a key made for this run.",
        };
        var command = new Command(
            "up", "Runs broker, Okta sandbox, delivery and dashboard until Ctrl+C. With Okta__OrgUrl set, posts there instead of to the sandbox.")
        {
            port, sandboxPort, amqpPort, noPump, faults, sharedMeter, auth, securityEvents,
        };
        command.SetAction((result, _) => CommandFault.GuardAsync(() => RunAsync(
            result.GetValue(port),
            result.GetValue(sandboxPort),
            result.GetValue(amqpPort),
            !result.GetValue(noPump),
            result.GetValue(faults),
            SharedMeterOption.SettingsOf(result.GetValue(sharedMeter)),
            result.GetValue(auth) == AuthOption.OAuth,
            result.GetValue(securityEvents))));
        return command;
    }

    private static async Task<int> RunAsync(
        int port,
        int? sandboxPort,
        int? amqpPort,
        bool runPump,
        string? faults,
        IReadOnlyDictionary<string, string?> meterSettings,
        bool oauth,
        bool securityEvents)
    {
        using var stop = new StopSignal();
        RefuseWithOrg(oauth, "--auth oauth makes a service app in the sandbox");
        RefuseWithOrg(securityEvents, "--security-events makes a provider in the sandbox");
        var app = oauth ? new SandboxServiceApp() : null;
        var transmitter = securityEvents ? new LocalTransmitter() : null;
        IEnumerable<IReadOnlyDictionary<string, string?>?> settings = [meterSettings, app?.Settings, transmitter?.Settings];
        var options = new StackOptions
        {
            Port = port,
            AmqpPort = amqpPort ?? (port == 0 ? 0 : AmqpListener.DefaultPort),
            Sandbox = new SandboxOptions
            {
                Port = sandboxPort ?? PortOption.After(port),
                OAuth = app?.OAuth ?? new(),
                Faults = faults is null ? FaultPlan.None : FaultPlan.Parse(await File.ReadAllBytesAsync(faults, stop.Token)),
            },
            RunPump = runPump,
            Settings = settings.OfType<IReadOnlyDictionary<string, string?>>().SelectMany(s => s).ToDictionary(StringComparer.OrdinalIgnoreCase),
        };
        var stack = await LocalStack.StartAsync(options, [], TimeProvider.System, stop.Token);
        Console.WriteLine($"Dashboard     {stack.Url}");
        Console.WriteLine($"Send          POST {stack.Url}{stack.Broker.Topology.Topic}/messages");
        Console.WriteLine($"Service Bus   {stack.AmqpConnectionString}");
        Console.WriteLine(stack.Sandbox is { } sandbox
            ? $"Okta sandbox  {sandbox.OrgUrl} with API token {sandbox.Sandbox.ApiToken} (stands in for an org; set Okta__OrgUrl to post to another)"
            : $"Okta          {stack.OrgUrl} (the org in Okta__OrgUrl)");
        if (stack.KeySetUrl is { } keySet)
        {
            var configuration = new Uri(stack.Url, PublicKeyEndpoints.Configuration);
            Console.WriteLine($"Public keys   {keySet} and {configuration}, of the key that signs what is said about users");
        }

        using var appKey = app is null ? null : new PrivateKeyFile(app.PrivateJwk);
        using var transmitterKey = transmitter is null ? null : new PrivateKeyFile(transmitter.PrivatePem);
        if (appKey is not null)
        {
            Console.WriteLine($"Service app   client id {SandboxServiceApp.ClientId}, private key in {appKey.Path} until this ends");
        }

        if (transmitterKey is not null)
        {
            Console.WriteLine($"Provider      issuer {LocalTransmitter.Issuer}, private key in {transmitterKey.Path} until this ends");
        }

        if (appKey is not null || transmitterKey is not null)
        {
            Console.WriteLine($"Check         {CheckLine(stack, appKey, transmitterKey)}");
        }

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

    private static void RefuseWithOrg(bool isAsked, string what)
    {
        var environment = new ConfigurationManager();
        FlowSettings.Add(environment, new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase), readEnvironment: true);
        SandboxConfigurationException.ThrowUnless(
            !isAsked || !FlowSettings.NamesOrg(environment), $"{what}, but Okta:OrgUrl names another org. Leave out one of them.");
    }

    // Names without hyphens, which a shell can set, and keys read from files, so that none stands on a command line.
    private static string CheckLine(LocalStack stack, PrivateKeyFile? app, PrivateKeyFile? transmitter)
    {
        List<string> words = [$"Okta__OrgUrl={stack.Sandbox!.OrgUrl}"];
        words.AddRange(app is null
            ? [$"Okta__ApiTokenSecret=token Secrets__token={stack.Sandbox.Sandbox.ApiToken}"]
            : [
                $"Okta__Authentication=PrivateKeyJwt Okta__ClientId={SandboxServiceApp.ClientId}",
                $"Okta__PrivateKeySecret=key Secrets__key=\"$(cat {app.Path})\"",
            ]);
        if (transmitter is not null)
        {
            words.Add($"SecurityEvents__Enabled=true SecurityEvents__Issuer={LocalTransmitter.Issuer}");
            words.Add($"SecurityEvents__SigningKeySecret=signing Secrets__signing=\"$(cat {transmitter.Path})\"");
        }

        words.Add("dotnet run --project src/RiskFunctions.LocalHost -- check");
        if (transmitter is not null)
        {
            words.Add($"--jwks-url {stack.KeySetUrl}");
        }

        return string.Join(' ', words);
    }
}
