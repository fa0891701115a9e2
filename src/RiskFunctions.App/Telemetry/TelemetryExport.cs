using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;

namespace RiskFunctions.App.Telemetry;

/// <summary>
/// Sends the worker's logs, metrics and spans to Application Insights, to an OTLP collector, or to both, as the settings say (docs/telemetry.md).
/// </summary>
internal static class TelemetryExport
{
    private const string ApplicationInsights = "APPLICATIONINSIGHTS_CONNECTION_STRING";

    private const string Otlp = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>The name of the meter and of the activity source in Core.</summary>
    private const string Source = "RiskFunctions";

    public static void AddTelemetryExport(this IHostApplicationBuilder builder)
    {
        var settings = builder.Configuration;
        var toApplicationInsights = !string.IsNullOrWhiteSpace(settings[ApplicationInsights]);
        var toCollector = !string.IsNullOrWhiteSpace(settings[Otlp]);
        if (!toApplicationInsights && !toCollector)
        {
            return;
        }

        // The worker's defaults stop the host from taking this process's logs, because they expect an exporter here. So they are set only beside one.
        var telemetry = builder.Services.AddOpenTelemetry()
            .UseFunctionsWorkerDefaults()
            .WithMetrics(static metrics => metrics.AddMeter(Source))
            .WithTracing(static tracing => tracing.AddSource(Source));
        if (toCollector)
        {
            telemetry.UseOtlpExporter();
        }

        if (toApplicationInsights)
        {
            var credential = TelemetryCredential.From(settings[TelemetryCredential.Setting]);
            telemetry.UseAzureMonitorExporter(options => SendEverything(options, settings[ApplicationInsights]!, credential));
        }
    }

    private static void SendEverything(AzureMonitorExporterOptions options, string connectionString, global::Azure.Core.TokenCredential? credential)
    {
        options.ConnectionString = connectionString;
        options.Credential = credential;

        // By default five traces a second are kept, and logs go with them. Alerts count log events, so all are kept.
        options.SamplingRatio = 1;
        options.TracesPerSecond = null;
        options.EnableTraceBasedLogsSampler = false;

        // The host reports on the instance already.
        options.EnableLiveMetrics = false;
        options.EnablePerformanceCounters = false;
    }
}
