using RiskFunctions.Checks.Connection;
using RiskFunctions.Delivery.Users;
using RiskFunctions.Metering.Permits;
using RiskFunctions.Metering.Sharing;
using RiskFunctions.Secrets;
using RiskFunctions.SecurityEvents;
using RiskFunctions.SecurityEvents.Keys;

namespace RiskFunctions.Checks;

internal static class CheckRegistration
{
    public static IServiceCollection AddChecks(this IServiceCollection services)
    {
        services.TryAddSingleton<TestPermits>();
        services.TryAddSingleton<TestEvent>();

        // Null while security events are off.
        services.TryAddSingleton(static provider => provider.GetRequiredService<UserRules>().IsOn ? Users(provider) : null!);
        services.TryAddSingleton<IConnectionCheck, ConnectionCheck>();
        services.TryAddSingleton<IMessageExplanation, FlowExplanation>();
        return services;
    }

    private static SecurityEventCheck Users(IServiceProvider provider)
    {
        var time = provider.GetRequiredService<TimeProvider>();
        var options = provider.GetRequiredService<IOptions<SecurityEventsOptions>>();
        var publication = options.Value.PublicKeysUri is null
            ? null
            : new KeyPublication(
                new PublishedKeysAsTheyAre(provider.GetRequiredService<IPublicKeyStore>()),
                options,
                time,
                provider.GetRequiredService<ILogger<KeyPublication>>());
        var key = new SecurityEventKey(
            provider.GetRequiredService<ISecretSource>(), options, publication, time, provider.GetRequiredService<ILogger<SecurityEventKey>>());
        var http = provider.GetRequiredService<IHttpClientFactory>().CreateClient(SecurityEventClient.HttpClientName);
        return new SecurityEventCheck(
            options,
            key,
            new PublishedKeyCheck(http, time),
            new SecurityEventClient(http, key, provider.GetRequiredService<UserRules>(), options, time),
            new TestPermits(
                provider.GetRequiredKeyedService<PermitQueue>(UserDeliveryRegistration.Key),
                provider.GetRequiredKeyedService<MeterSession>(UserDeliveryRegistration.Key),
                time,
                provider.GetRequiredService<Random>()),
            time);
    }
}
