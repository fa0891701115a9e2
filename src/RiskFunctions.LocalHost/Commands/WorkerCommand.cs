using System.CommandLine;
using System.Net;
using RiskFunctions.LocalHost.Broker;
using RiskFunctions.LocalHost.Broker.Rest;
using RiskFunctions.LocalHost.Hosting;

namespace RiskFunctions.LocalHost.Commands;

/// <summary><c>worker</c>: delivery alone, against another process's broker.</summary>
internal static class WorkerCommand
{
    public static Command Create()
    {
        var broker = new Option<Uri>("--broker")
        {
            Description = "Address of a running `up`, for example http://127.0.0.1:7080.",
            Required = true,
            CustomParser = HostAddress.Parse,
        };
        var sharedMeter = SharedMeterOption.Create();
        var command = new Command("worker", "Delivers another process's messages: several of them are scale-out on one machine. Share the limit with --shared-meter.")
        {
            broker, sharedMeter,
        };
        command.SetAction((result, _) => CommandFault.GuardAsync(() => RunAsync(result.GetRequiredValue(broker), result.GetValue(sharedMeter))));
        return command;
    }

    private static async Task<int> RunAsync(Uri broker, Uri? sharedMeter)
    {
        using var stop = new StopSignal();
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = broker, Timeout = Timeout.InfiniteTimeSpan };
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        FlowSettings.Add(builder.Configuration, SharedMeterOption.SettingsOf(sharedMeter), readEnvironment: true);
        if (FlowSettings.NamesOrg(builder.Configuration))
        {
            FlowSettings.FillInLoopbackToken(builder.Configuration, builder.Configuration);
        }
        else if (await SandboxOfAsync(http, stop.Token) is { } sandbox)
        {
            FlowSettings.UseOrg(builder.Configuration, builder.Configuration, sandbox.OrgUrl, sandbox.ApiToken);
        }

        builder.Logging.AddConsoleLog(builder.Configuration, LogLevel.Information);
        builder.Services.AddSingleton<IHostLifetime, EmbeddedLifetime>();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<ILaneReceiver>(new HttpLaneReceiver(http, TimeProvider.System));
        builder.Services.AddFlow(builder.Configuration, runPump: true);
        using var host = builder.Build();
        await host.Services.ValidateSettingsAsync(stop.Token);
        await host.StartAsync(stop.Token);
        Console.WriteLine($"Delivering the messages of {broker} until Ctrl+C.");
        await stop.WaitAsync();
        await host.StopAsync(CancellationToken.None);
        return ExitCode.Ok;
    }

    // Null when that host posts to an org of its own; then this process must be told which.
    private static async Task<SandboxInvitation?> SandboxOfAsync(HttpClient http, CancellationToken cancellationToken)
    {
        using var response = await http.GetAsync(new Uri("broker/sandbox", UriKind.Relative), cancellationToken);
        return response.StatusCode == HttpStatusCode.NotFound
            ? null
            : await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync(HostingJson.Default.SandboxInvitation, cancellationToken);
    }
}
