using RiskFunctions.Checks;
using RiskFunctions.Delivery;
using RiskFunctions.Metering;
using RiskFunctions.Okta;
using RiskFunctions.RiskEvents;
using RiskFunctions.SecurityEvents;
using RiskFunctions.Signals;

namespace RiskFunctions;

/// <summary>Registers the flow. Everything is <c>TryAdd</c>: a host may put its own in first.</summary>
public static class ServiceCollectionExtensions
{
    public static IServiceCollection AddRiskFunctionsCore(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(Random.Shared);
        services.AddKnownSettings<SignalOptions>(configuration, SignalOptions.Section);
        services.AddKnownSettings<OktaOptions>(configuration, OktaOptions.Section);
        services.AddKnownSettings<RateMeterOptions>(configuration, RateMeterOptions.Section);
        services.AddKnownSettings<DeliveryOptions>(configuration, DeliveryOptions.Section);
        services.AddKnownSettings<RiskEventsOptions>(configuration, RiskEventsOptions.Section);
        services.AddKnownSettings<SecurityEventsOptions>(configuration, SecurityEventsOptions.Section);
        return services
            .AddSecurityEvents(configuration)
            .AddSignals(configuration)
            .AddOkta(configuration)
            .AddMetering(configuration)
            .AddDelivery(configuration)
            .AddChecks();
    }
}
