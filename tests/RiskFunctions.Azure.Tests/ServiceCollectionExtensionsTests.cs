using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RiskFunctions.Azure.Metering;
using RiskFunctions.Azure.Secrets;
using RiskFunctions.Azure.SecurityEvents;
using RiskFunctions.Delivery.Users;
using RiskFunctions.Metering;
using RiskFunctions.Metering.Sharing;
using RiskFunctions.Secrets;
using RiskFunctions.SecurityEvents.Keys;

namespace RiskFunctions.Azure.Tests;

public sealed class ServiceCollectionExtensionsTests
{
    [Fact]
    public void AddRiskFunctionsAzure_with_a_vault_reads_secrets_from_it()
    {
        using var provider = Provider(("KeyVault:VaultUri", "https://contoso.vault.azure.net"), ("Okta:OrgUrl", "https://contoso.okta.com"));

        Assert.IsType<KeyVaultSecretSource>(provider.GetRequiredService<ISecretSource>());
        Assert.IsType<MemoryMeterStore>(provider.GetRequiredService<IMeterStore>());
    }

    [Fact]
    public void AddRiskFunctionsAzure_empty_vault_on_loopback_reads_secrets_from_settings()
    {
        // Empty as local.settings.sample.json has them, not only missing.
        using var provider = Provider(("KeyVault:VaultUri", string.Empty), ("RateMeter:ContainerUri", string.Empty), ("Okta:OrgUrl", "http://127.0.0.1:7081"));

        Assert.IsType<ConfigurationSecretSource>(provider.GetRequiredService<ISecretSource>());
        Assert.IsType<MemoryMeterStore>(provider.GetRequiredService<IMeterStore>());
    }

    [Fact]
    public void AddRiskFunctionsAzure_blob_store_is_chosen_by_its_setting()
    {
        using var provider = Provider(("RateMeter:Store", "Blob"), ("RateMeter:ContainerUri", "https://contoso.blob.core.windows.net/rate-meter"));

        Assert.IsType<BlobMeterStore>(provider.GetRequiredService<IMeterStore>());
    }

    [Fact]
    public void AddRiskFunctionsAzure_public_keys_go_where_their_setting_says_and_nowhere_without_it()
    {
        using var with = Provider(("SecurityEvents:PublicKeysUri", "https://contoso.blob.core.windows.net/$web"));
        using var without = Provider(("SecurityEvents:PublicKeysUri", string.Empty));

        Assert.IsType<BlobPublicKeyStore>(with.GetRequiredService<IPublicKeyStore>());
        Assert.Throws<InvalidOperationException>(() => without.GetRequiredService<IPublicKeyStore>());
    }

    [Fact]
    public void AddRiskFunctionsAzure_each_budget_has_a_shared_document_of_its_own()
    {
        var settings = Settings(("RateMeter:Store", "Blob"), ("RateMeter:ContainerUri", "https://contoso.blob.core.windows.net/rate-meter"));
        var services = new ServiceCollection();
        services.AddLogging();

        services.AddRiskFunctionsAzure(settings);
        services.AddRiskFunctionsCore(settings);

        using var provider = services.BuildServiceProvider();
        var addresses = Assert.IsType<BlobMeterStore>(provider.GetRequiredService<IMeterStore>());
        var users = Assert.IsType<BlobMeterStore>(provider.GetRequiredKeyedService<IMeterStore>(UserDeliveryRegistration.Key));
        Assert.Equal("https://contoso.blob.core.windows.net/rate-meter/rate-meter.json", addresses.Place);
        Assert.Equal("https://contoso.blob.core.windows.net/rate-meter/rate-meter-security-events.json", users.Place);
    }

    [Fact]
    public void AddRiskFunctionsAzure_what_the_host_put_in_first_stays()
    {
        var services = new ServiceCollection();
        var own = new MemoryMeterStore();
        services.AddSingleton<IMeterStore>(own);

        services.AddRiskFunctionsAzure(Settings(("RateMeter:Store", "Blob")));

        using var provider = services.BuildServiceProvider();
        Assert.Same(own, provider.GetRequiredService<IMeterStore>());
    }

    [Theory]
    [InlineData("KeyVault:VaultUri", "Okta:OrgUrl", "https://contoso.okta.com")]
    [InlineData("KeyVault:CacheDuration", "KeyVault:CacheDuration", "00:00:00")]
    [InlineData("RateMeter:ContainerUri", "RateMeter:Store", "Blob")]
    [InlineData("SecurityEvents:PublicKeysUri", "SecurityEvents:PublicKeysUri", "https://contoso.blob.core.windows.net")]
    [InlineData("KeyVault:VaultUrl", "KeyVault:VaultUrl", "https://contoso.vault.azure.net")]
    public void AddRiskFunctionsAzure_wrong_setting_stops_the_start_and_names_the_key(string named, string key, string value)
    {
        using var provider = Provider((key, value));

        var exception = Assert.ThrowsAny<Exception>(() => provider.GetRequiredService<IStartupValidator>().Validate());

        Assert.Contains(named, exception.ToString());
    }

    private static ServiceProvider Provider(params (string Key, string Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddRiskFunctionsAzure(Settings(settings));
        return services.BuildServiceProvider();
    }

    private static IConfiguration Settings(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => new KeyValuePair<string, string?>(s.Key, s.Value))).Build();
}
