using Microsoft.Extensions.Options;

namespace RiskFunctions.LocalHost.Telemetry;

internal static class TelemetryRegistration
{
    /// <summary>Where to send to, OpenTelemetry's own name for it (https://opentelemetry.io/docs/specs/otel/protocol/exporter/).</summary>
    public const string EndpointSetting = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Exports the flow's metrics and spans by OTLP when <see cref="EndpointSetting"/> is set; otherwise adds nothing.</summary>
    /// <exception cref="OptionsValidationException">The setting is no http address. The exporter itself would quietly send to its default.</exception>
    public static IServiceCollection AddTelemetryExport(this IServiceCollection services, IConfiguration configuration)
    {
        if (configuration[EndpointSetting] is not { } text || string.IsNullOrWhiteSpace(text))
        {
            return services;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var endpoint) || endpoint.Scheme is not ("http" or "https"))
        {
            throw new OptionsValidationException(
                EndpointSetting,
                typeof(Uri),
                [
                    $"{EndpointSetting} is no http or https address: " +
                    "give the collector's, for example http://127.0.0.1:4318 with OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf.",
                ]);
        }

        return services.AddHostedService(provider => new TelemetryExport(configuration, provider.GetRequiredService<TimeProvider>()));
    }
}
