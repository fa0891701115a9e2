using Azure.Core.Pipeline;
using RiskFunctions.Azure.Metering;
using RiskFunctions.Azure.SecurityEvents;
using RiskFunctions.Azure.Tests.Metering;
using RiskFunctions.Azure.Tests.Secrets;
using RiskFunctions.Okta;
using RiskFunctions.SecurityEvents.Keys;
using RiskFunctions.Testing.Azurite;

namespace RiskFunctions.Azure.Tests.SecurityEvents;

public sealed class BlobPublicKeyStoreTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [AzuriteFact]
    public async Task Documents_are_written_once_for_each_version_and_read_as_json()
    {
        var container = (await azurite.ServerAsync()).Container($"web-{Guid.NewGuid():N}");
        await new global::Azure.Storage.Blobs.BlobContainerClient(container, BlobMeterStore.ClientOptions()).CreateAsync();
        var store = Store(container);

        Assert.Equal(new PublicDocument(null, null), await store.LoadAsync(KeyPublication.ConfigurationName, CancellationToken.None));
        Assert.True(await store.TrySaveAsync(KeyPublication.ConfigurationName, """{"a":1}""", version: null, CancellationToken.None));
        Assert.False(await store.TrySaveAsync(KeyPublication.ConfigurationName, """{"a":2}""", version: null, CancellationToken.None));
        var first = await store.LoadAsync(KeyPublication.ConfigurationName, CancellationToken.None);
        Assert.Equal("""{"a":1}""", first.Content);
        Assert.True(await store.TrySaveAsync(KeyPublication.ConfigurationName, """{"a":3}""", first.Version, CancellationToken.None));
        Assert.False(await store.TrySaveAsync(KeyPublication.ConfigurationName, """{"a":4}""", first.Version, CancellationToken.None));

        using var http = new HttpClient();
        using var answer = await http.GetAsync(new UriBuilder(container) { Path = $"{container.AbsolutePath}/{KeyPublication.ConfigurationName}" }.Uri);
        Assert.Equal("""{"a":3}""", await answer.Content.ReadAsStringAsync());
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal(TimeSpan.FromMinutes(5), answer.Headers.CacheControl!.MaxAge);
    }

    [AzuriteFact]
    public async Task Container_that_is_not_there_is_no_empty_one_and_the_sas_is_kept_secret()
    {
        var store = Store((await azurite.ServerAsync()).Container($"web-{Guid.NewGuid():N}"));

        var fault = await Assert.ThrowsAsync<CredentialUnavailableException>(
            async () => await store.LoadAsync(KeyPublication.KeySetName, CancellationToken.None));

        Assert.Contains("Switch the static website of the storage account on", fault.Message);
        Assert.DoesNotContain("sig=", fault.ToString());
    }

    [Theory]
    [InlineData(403, "AuthorizationPermissionMismatch", "Storage Blob Data Contributor")]
    [InlineData(412, "LeaseIdMissing", "HTTP 412 LeaseIdMissing")]
    [InlineData(409, "ContainerBeingDeleted", "HTTP 409 ContainerBeingDeleted")]
    public async Task Refusal_that_is_no_lost_race_says_what_to_do(int status, string code, string words)
    {
        using var service = new FakeBlobService();
        service.Before.Enqueue(() => FakeBlobService.Answer(status, code));
        using var transport = new HttpClientTransport(service);
        var options = BlobMeterStore.ClientOptions();
        options.Transport = transport;
        var store = new BlobPublicKeyStore(new Uri("https://contoso.blob.core.windows.net/$web"), new FakeCredential(), options, TimeProvider.System);

        var fault = await Assert.ThrowsAsync<CredentialUnavailableException>(
            async () => await store.TrySaveAsync(KeyPublication.KeySetName, "{}", version: null, CancellationToken.None));

        Assert.Contains(words, fault.Message);
        Assert.Equal("https://contoso.blob.core.windows.net/$web/.well-known/jwks.json", Uri.UnescapeDataString(service.Last!.RequestUri!.AbsoluteUri));
    }

    private static BlobPublicKeyStore Store(Uri container)
    {
        // A busy build machine may keep Azurite waiting for longer than the product would.
        var options = BlobMeterStore.ClientOptions();
        options.Retry.NetworkTimeout = BlobPublicKeyStore.Deadline;
        return new BlobPublicKeyStore(container, new FakeCredential(), options, TimeProvider.System);
    }
}
