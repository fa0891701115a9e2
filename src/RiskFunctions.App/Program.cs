using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using RiskFunctions.Azure;

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

        // Where the credential and the meter's state come from stands first: everything is TryAdd.
        builder.Services.AddRiskFunctionsAzure(builder.Configuration);
        builder.Services.AddRiskFunctionsCore(builder.Configuration);

        // With the worker's defaults the host no longer takes over this process's logs, expecting an exporter of our own; without one they would
        // be lost to Application Insights. So both or none.
        if (!string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            builder.Services.AddOpenTelemetry()
                .UseFunctionsWorkerDefaults()
                .WithMetrics(metrics => metrics.AddMeter("RiskFunctions"))
                .WithTracing(tracing => tracing.AddSource("RiskFunctions"))
                .UseOtlpExporter();
        }

        return builder;
    }
}
