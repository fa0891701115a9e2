using Azure.Core;
using Azure.Security.KeyVault.Secrets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RiskFunctions.Azure.Identity;
using RiskFunctions.Azure.Metering;
using RiskFunctions.Azure.Secrets;
using RiskFunctions.Azure.SecurityEvents;
using RiskFunctions.Azure.ServiceBus;
using RiskFunctions.Delivery;
using RiskFunctions.Delivery.Users;
using RiskFunctions.Metering;
using RiskFunctions.Metering.Sharing;
using RiskFunctions.Okta;
using RiskFunctions.Secrets;
using RiskFunctions.SecurityEvents;
using RiskFunctions.SecurityEvents.Keys;

namespace RiskFunctions.Azure;

/// <summary>Registers Azure's credential, meter store, key store and lanes.</summary>
public static class ServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="ISecretSource"/> (Key Vault, or <c>Secrets:NAME</c> when <c>KeyVault:VaultUri</c> is empty), <see cref="IMeterStore"/> (by
    /// <c>RateMeter:Store</c>), the store of public keys (<c>SecurityEvents:PublicKeysUri</c>), and <see cref="ILaneSource"/> over Service Bus, which connects
    /// at its first use. Everything is <c>TryAdd</c>, so call this before
    /// <see cref="RiskFunctions.ServiceCollectionExtensions.AddRiskFunctionsCore"/>.
    /// </summary>
    public static IServiceCollection AddRiskFunctionsAzure(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(_ => AzureCredential.Create(configuration));

        services.AddOptions<OktaOptions>().Bind(configuration.GetSection(OktaOptions.Section));
        services.AddOptions<KeyVaultOptions>().Bind(configuration.GetSection(KeyVaultOptions.Section)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<KeyVaultOptions>, KeyVaultOptionsValidator>());
        services.AddKnownSettings<KeyVaultOptions>(configuration, KeyVaultOptions.Section);
        services.TryAddSingleton<ISecretSource>(provider => SecretSource(provider, configuration));

        services.AddOptions<RateMeterOptions>().Bind(configuration.GetSection(RateMeterOptions.Section)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RateMeterOptions>, BlobMeterOptionsValidator>());
        services.TryAddSingleton(static provider => MeterStore(provider, BlobMeterStore.RiskEvents));
        services.TryAddKeyedSingleton(UserDeliveryRegistration.Key, static (provider, _) => MeterStore(provider, BlobMeterStore.SecurityEvents));

        services.AddOptions<SecurityEventsOptions>().Bind(configuration.GetSection(SecurityEventsOptions.Section)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SecurityEventsOptions>, PublicKeysUriValidator>());
        services.TryAddSingleton<IPublicKeyStore>(static provider => new BlobPublicKeyStore(
            provider.GetRequiredService<IOptions<SecurityEventsOptions>>().Value.PublicKeysUri
                ?? throw new InvalidOperationException("SecurityEvents:PublicKeysUri is not set."),
            provider.GetRequiredService<TokenCredential>(),
            BlobMeterStore.ClientOptions(),
            provider.GetRequiredService<TimeProvider>()));

        services.TryAddSingleton(provider => new ServiceBusConnection(configuration, provider.GetRequiredService<TokenCredential>));
        services.TryAddSingleton<LateBatches>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, LateBatches>(provider => provider.GetRequiredService<LateBatches>()));
        services.TryAddSingleton<ILaneSource, ServiceBusLaneSource>();
        return services;
    }

    private static ISecretSource SecretSource(IServiceProvider provider, IConfiguration configuration)
    {
        var options = provider.GetRequiredService<IOptions<KeyVaultOptions>>();
        if (options.Value.VaultUri is not { } vault)
        {
            return new ConfigurationSecretSource(configuration);
        }

        var time = provider.GetRequiredService<TimeProvider>();
        var client = new SecretClient(vault, provider.GetRequiredService<TokenCredential>(), KeyVaultReader.ClientOptions());
        return new KeyVaultSecretSource(new KeyVaultReader(client, time), options, time, provider.GetRequiredService<ILogger<KeyVaultSecretSource>>());
    }

    private static IMeterStore MeterStore(IServiceProvider provider, string name)
    {
        var options = provider.GetRequiredService<IOptions<RateMeterOptions>>().Value;
        if (options is not { Store: MeterStoreKind.Blob, ContainerUri: { } container })
        {
            return new MemoryMeterStore();
        }

        return new BlobMeterStore(
            container, provider.GetRequiredService<TokenCredential>(), BlobMeterStore.ClientOptions(), provider.GetRequiredService<TimeProvider>(), name);
    }
}
