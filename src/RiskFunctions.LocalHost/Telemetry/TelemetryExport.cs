using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace RiskFunctions.LocalHost.Telemetry;

/// <summary>
/// Sends the flow's metrics and spans to a collector while the host runs. All <c>OTEL_*</c> settings of the exporter and the SDK are
/// honoured, from wherever the host's own settings come.
/// </summary>
internal sealed class TelemetryExport(IConfiguration configuration, TimeProvider time) : IHostedLifecycleService, IDisposable
{
    /// <summary>For the last export, when everything else has stopped. A batch in flight may have taken 8 s by then, and 10 s is what a process gets.</summary>
    private static readonly TimeSpan LastExport = TimeSpan.FromSeconds(1.5);

    /// <summary>The name of the meter and of the activity source in Core.</summary>
    private const string Source = "RiskFunctions";

    private MeterProvider? _metrics;
    private TracerProvider? _traces;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        var resource = ResourceBuilder.CreateEmpty().AddService("riskfunctions-localhost").AddTelemetrySdk().AddEnvironmentVariableDetector();
        _metrics = Sdk.CreateMeterProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(configuration))
            .SetResourceBuilder(resource)
            .AddMeter(Source)
            .AddOtlpExporter()
            .Build();
        _traces = Sdk.CreateTracerProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(configuration))
            .SetResourceBuilder(resource)
            .AddSource(Source)
            .AddOtlpExporter()
            .Build();
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Not in <see cref="StopAsync"/>: the pumps stop at the same time as that, and what they end with counts too.</summary>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        var (metrics, traces, limit) = (_metrics, _traces, (int)LastExport.TotalMilliseconds);
        var both = Task.WhenAll(
            Task.Run(() => metrics?.Shutdown(limit), CancellationToken.None),
            Task.Run(() => traces?.Shutdown(limit), CancellationToken.None));

        // A collector that is gone must not hold up the end of the process.
        await Task.WhenAny(both, Task.Delay(LastExport, time, CancellationToken.None));
    }

    public void Dispose()
    {
        _metrics?.Dispose();
        _traces?.Dispose();
    }
}
