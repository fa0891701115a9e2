using RiskFunctions.Okta;
using RiskFunctions.RiskEvents;
using RiskFunctions.Secrets;
using RiskFunctions.SecurityEvents.Keys;
using RiskFunctions.Signals;
using RiskFunctions.Signals.Screening;

namespace RiskFunctions.SecurityEvents;

internal static class SecurityEventsRegistration
{
    /// <summary>Adds settings, rules and client of security events. Call it before AddSignals: it decides whether users of alerts are read.</summary>
    public static IServiceCollection AddSecurityEvents(this IServiceCollection services, IConfiguration configuration)
    {
        const string suffixesKey = $"{SecurityEventsOptions.Section}:{nameof(SecurityEventsOptions.SuffixMap)}";
        services.AddOptions<RiskEventsOptions>().Bind(configuration.GetSection(RiskEventsOptions.Section)).ValidateOnStart();
        services.AddOptions<SecurityEventsOptions>()
            .Bind(configuration.GetSection(SecurityEventsOptions.Section))
            .Validate(_ => string.IsNullOrEmpty(configuration[suffixesKey]), $"{suffixesKey} is a table: name a domain, as in {suffixesKey}:corp.local.")
            .ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SecurityEventsOptions>, SecurityEventsOptionsValidation>());
        services.TryAddSingleton(provider => new SignalRules(
            provider.GetRequiredService<IOptions<SignalOptions>>().Value,
            provider.GetRequiredService<IOptions<SecurityEventsOptions>>().Value is { Enabled: true, UsersFromAlerts: not UsersFromAlerts.Off }));
        OktaHttpClient.Add(services, SecurityEventClient.HttpClientName);
        services.TryAddSingleton(provider => new KeyPublication(
            provider.GetRequiredService<IPublicKeyStore>(),
            provider.GetRequiredService<IOptions<SecurityEventsOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<KeyPublication>>()));
        services.TryAddSingleton(provider => new SecurityEventKey(
            provider.GetRequiredService<ISecretSource>(),
            provider.GetRequiredService<IOptions<SecurityEventsOptions>>(),
            Publication(provider),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SecurityEventKey>>()));
        services.TryAddSingleton<IPublicKeys>(provider => new PublicKeys(
            provider.GetRequiredService<SecurityEventKey>(),
            Publication(provider),
            provider.GetRequiredService<IOptions<SecurityEventsOptions>>(),
            provider.GetRequiredService<ILogger<PublicKeys>>()));
        services.TryAddSingleton(provider => new SecurityEventClient(
            provider.GetRequiredService<IHttpClientFactory>().CreateClient(SecurityEventClient.HttpClientName),
            provider.GetRequiredService<SecurityEventKey>(),
            provider.GetRequiredService<UserRules>(),
            provider.GetRequiredService<IOptions<SecurityEventsOptions>>(),
            provider.GetRequiredService<TimeProvider>()));
        return services;
    }

    private static KeyPublication? Publication(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<SecurityEventsOptions>>().Value.PublicKeysUri is null ? null : provider.GetRequiredService<KeyPublication>();
}
