using Azure.Core.Pipeline;
using Azure.Security.KeyVault.Secrets;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using RiskFunctions.Azure.Secrets;
using RiskFunctions.Secrets;
using RiskFunctions.Testing.Time;

namespace RiskFunctions.Azure.Tests.Secrets;

/// <summary>A source over the real client and a played vault that holds one secret, <c>okta-api-token</c>.</summary>
internal sealed class KeyVaultDriver : IDisposable
{
    public const string Name = "okta-api-token";

    private readonly HttpClientTransport _transport;

    public KeyVaultDriver()
    {
        Vault.Secrets[Name] = "value-1";
        _transport = new HttpClientTransport(Vault);
        var clientOptions = KeyVaultReader.ClientOptions();
        clientOptions.Transport = _transport;
        // The client's own pauses run on the real clock.
        clientOptions.Retry.MaxRetries = 0;
        var client = new SecretClient(new Uri($"https://{Vault.Host}"), Credential, clientOptions);
        Source = new KeyVaultSecretSource(
            new KeyVaultReader(client, Time), Options.Create(new KeyVaultOptions { VaultUri = client.VaultUri }), Time, Logger);
    }

    public FakeVault Vault { get; } = new();

    public FakeCredential Credential { get; } = new();

    public ManualTimeProvider Time { get; } = new();

    public FakeLogger<KeyVaultSecretSource> Logger { get; } = new();

    public KeyVaultSecretSource Source { get; }

    public Task<string> GetAsync(bool fresh = false, CancellationToken cancellationToken = default) =>
        Source.GetSecretAsync(Name, fresh, cancellationToken).AsTask();

    public Task<SecretUnavailableException> FaultAsync(bool fresh = false) => Assert.ThrowsAsync<SecretUnavailableException>(() => GetAsync(fresh));

    /// <summary>Waits in real time until the vault has been asked <paramref name="count"/> times.</summary>
    public async Task ReadsAsync(int count)
    {
        await Waiting.UntilAsync(() => Vault.Reads >= count);
        Assert.Equal(count, Vault.Reads);
    }

    public void Dispose()
    {
        _transport.Dispose();
        Vault.Dispose();
    }
}
