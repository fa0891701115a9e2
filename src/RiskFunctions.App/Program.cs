using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RiskFunctions.App.Delivery;
using RiskFunctions.App.Telemetry;
using RiskFunctions.Azure;
using RiskFunctions.Delivery.Sending;

namespace RiskFunctions.App;

internal static class Program
{
    public static Task Main(string[] args) => CreateBuilder(args).Build().RunAsync();

    public static FunctionsApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = FunctionsApplication.CreateBuilder(args);

        // Each settlement is a call to the host. Its client writes four Information lines about it, and the host's stack trace when it fails.
        builder.Logging.AddFilter("System.Net.Http.HttpClient.CallInvokerExtractor", LogLevel.Warning);
        builder.Logging.AddFilter("Grpc", LogLevel.Warning);

        // The Functions host gives a worker that it ends five seconds. A request in flight gets what settlements and telemetry leave of them.
        builder.Services.AddSingleton(new StopGrace(InFlight: TimeSpan.FromSeconds(2)));
        builder.Services.Configure<HostOptions>(static options => options.ShutdownTimeout = TimeSpan.FromSeconds(4.5));

        // Where the credential and the meter's state come from stands first: everything is TryAdd.
        builder.Services.AddRiskFunctionsAzure(builder.Configuration);
        builder.Services.AddRiskFunctionsCore(builder.Configuration);

        builder.Services.AddHostedService<EarlyPreparation>();
        builder.AddTelemetryExport();
        return builder;
    }
}
