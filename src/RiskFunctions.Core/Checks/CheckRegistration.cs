using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using RiskFunctions.Delivery;
using RiskFunctions.Metering;
using RiskFunctions.SecurityEvents;

namespace RiskFunctions.Checks;

internal static class CheckRegistration
{
    public static IServiceCollection AddChecks(this IServiceCollection services)
    {
        services.TryAddSingleton<TestPermits>();
        services.TryAddSingleton<TestEvent>();

        // Null while security events are off: nothing of them is made then.
        services.TryAddSingleton(static provider => provider.GetRequiredService<UserRules>().IsOn ? Users(provider) : null!);
        services.TryAddSingleton<IConnectionCheck, ConnectionCheck>();
        services.TryAddSingleton<IMessageExplanation, FlowExplanation>();
        return services;
    }

    private static SecurityEventCheck Users(IServiceProvider provider)
    {
        var time = provider.GetRequiredService<TimeProvider>();
        return new SecurityEventCheck(
            provider.GetRequiredService<IOptions<SecurityEventsOptions>>(),
            provider.GetRequiredService<SecurityEventKey>(),
            new PublishedKeyCheck(provider.GetRequiredService<IHttpClientFactory>().CreateClient(SecurityEventClient.HttpClientName), time),
            provider.GetRequiredService<SecurityEventClient>(),
            new TestPermits(
                provider.GetRequiredKeyedService<PermitQueue>(UserDeliveryRegistration.Key),
                provider.GetRequiredKeyedService<MeterSession>(UserDeliveryRegistration.Key),
                time,
                provider.GetRequiredService<Random>()),
            time);
    }
}
