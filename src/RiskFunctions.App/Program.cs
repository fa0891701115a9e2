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

        // Each settlement is a call to the host. Its client would write four Information lines for each, and the host's stack trace on failure.
        builder.Logging.AddFilter("System.Net.Http.HttpClient.CallInvokerExtractor", LogLevel.Warning);
        builder.Logging.AddFilter("Grpc", LogLevel.Warning);

        // The Functions host gives a stopping worker five seconds. A request under way gets what settlements and telemetry leave of them.
        builder.Services.AddSingleton(new StopGrace(InFlight: TimeSpan.FromSeconds(2)));
        builder.Services.Configure<HostOptions>(static options => options.ShutdownTimeout = TimeSpan.FromSeconds(4.5));

        // Registered first, because everything is TryAdd: where the credential and the meter's state come from.
        builder.Services.AddRiskFunctionsAzure(builder.Configuration);
        builder.Services.AddRiskFunctionsCore(builder.Configuration);

        builder.Services.AddHostedService<EarlyPreparation>();
        builder.AddTelemetryExport();
        return builder;
    }
}
