using System.CommandLine;
using RiskFunctions.Azure.ServiceBus;
using RiskFunctions.LocalHost.Broker.Pump;
using RiskFunctions.LocalHost.Commands.Options;
using RiskFunctions.LocalHost.Hosting;
using RiskFunctions.Signals;

namespace RiskFunctions.LocalHost.Commands;

/// <summary><c>worker</c>: the flow alone, as a plain process, over Service Bus's protocol.</summary>
internal static class WorkerCommand
{
    /// <summary>Where the sandbox of an <c>up</c> with the usual ports is.</summary>
    private static readonly Uri Sandbox = new($"http://127.0.0.1:{PortOption.After(StackOptions.DefaultPort)}");

    public static Command Create()
    {
        var broker = new BrokerChoice();
        var sharedMeter = SharedMeterOption.Create();
        var command = new Command(
            "worker",
            "Delivers the messages of a running `up`, or of Azure Service Bus, until Ctrl+C. " +
            "Several of them are scale-out; share the limit with --shared-meter.")
        {
            sharedMeter,
        };
        broker.AddTo(command);
        command.SetAction((result, _) => CommandFault.GuardAsync(() => RunAsync(broker.Of(result), result.GetValue(sharedMeter))));
        return command;
    }

    private static async Task<int> RunAsync(BrokerTarget target, Uri? sharedMeter)
    {
        using var stop = new StopSignal();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        FlowSettings.Add(builder.Configuration, SharedMeterOption.SettingsOf(sharedMeter), readEnvironment: true);
        builder.Configuration.AddInMemoryCollection(target.Settings);
        if (target.IsLocal && !FlowSettings.NamesOrg(builder.Configuration))
        {
            FlowSettings.UseOrg(builder.Configuration, builder.Configuration, Sandbox, FlowSettings.SandboxToken);
        }

        FlowSettings.FillInLoopbackToken(builder.Configuration, builder.Configuration);
        builder.Logging.AddConsoleLog(builder.Configuration, LogLevel.Information);
        builder.Services.AddSingleton<IHostLifetime, EmbeddedLifetime>();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<ServiceBusLaneReceiver>();
        builder.Services.AddSingleton<ILaneReceiver>(services => new ServiceBusLanes(services.GetRequiredService<ServiceBusLaneReceiver>()));
        builder.Services.AddFlow(builder.Configuration, runPump: true);
        var host = builder.Build();
        await using var disposal = (IAsyncDisposable)host;
        await host.Services.ValidateSettingsAsync(stop.Token);
        await FirstLookAsync(target, stop.Token);
        await host.StartAsync(stop.Token);
        Console.WriteLine($"Delivering the messages of {target.Words} until Ctrl+C.");
        await stop.WaitAsync();
        await host.StopAsync(CancellationToken.None);
        return ExitCode.Ok;
    }

    // A wrong port, name or role is reported once, in words, and not again and again in the log.
    private static async Task FirstLookAsync(BrokerTarget target, CancellationToken cancellationToken) =>
        _ = await target.UseAsync(async connection =>
        {
            await using var receiver = connection.LaneReceiver(LaneName.Of(RiskLevel.High));
            return await receiver.PeekMessageAsync(cancellationToken: cancellationToken);
        });
}
