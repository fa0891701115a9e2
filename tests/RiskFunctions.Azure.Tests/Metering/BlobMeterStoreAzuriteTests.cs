using RiskFunctions.Azure.Metering;
using RiskFunctions.Azure.Tests.Secrets;
using RiskFunctions.Metering;
using RiskFunctions.Testing.Azurite;

namespace RiskFunctions.Azure.Tests.Metering;

public sealed class BlobMeterStoreAzuriteTests(AzuriteFixture azurite) : MeterStoreContract, IClassFixture<AzuriteFixture>
{
    [AzuriteFact]
    public override Task LoadAsync_nothing_written_yet_is_empty() => base.LoadAsync_nothing_written_yet_is_empty();

    [AzuriteFact]
    public override Task TrySaveAsync_first_document_is_loaded_with_the_version_returned() =>
        base.TrySaveAsync_first_document_is_loaded_with_the_version_returned();

    [AzuriteFact]
    public override Task TrySaveAsync_creation_race_has_one_winner() => base.TrySaveAsync_creation_race_has_one_winner();

    [AzuriteFact]
    public override Task TrySaveAsync_second_writer_of_the_same_version_loses() => base.TrySaveAsync_second_writer_of_the_same_version_loses();

    [AzuriteFact]
    public override Task TrySaveAsync_same_content_again_changes_the_version() => base.TrySaveAsync_same_content_again_changes_the_version();

    [AzuriteFact]
    public override Task TrySaveAsync_many_parallel_writers_lose_no_update() => base.TrySaveAsync_many_parallel_writers_lose_no_update();

    [AzuriteFact]
    public override Task Calls_already_cancelled_throw_and_write_nothing() => base.Calls_already_cancelled_throw_and_write_nothing();

    [AzuriteFact]
    public async Task TrySaveAsync_sas_that_may_not_make_containers_says_so_and_keeps_the_sas_to_itself()
    {
        var store = Store((await azurite.ServerAsync()).Container(NewName(), permissions: "r"));

        var exception = await Assert.ThrowsAsync<MeterStoreException>(
            async () => await store.TrySaveAsync("1"u8.ToArray(), null, CancellationToken.None));

        Assert.Contains("Storage Blob Data Contributor", exception.Message);
        Assert.DoesNotContain("sig=", exception.ToString());
    }

    [AzuriteFact]
    public async Task Calls_while_the_store_is_down_fail_soon_and_work_again_when_it_is_back()
    {
        await using var server = await AzuriteServer.StartAsync(AzuriteState.Kept, CancellationToken.None);
        var store = Store(server.Container("rate-meter"));
        var version = await store.TrySaveAsync("1"u8.ToArray(), null, CancellationToken.None);

        await server.StopAsync(CancellationToken.None);
        await Assert.ThrowsAsync<MeterStoreException>(async () => await store.LoadAsync(CancellationToken.None));
        await Assert.ThrowsAsync<MeterStoreException>(async () => await store.TrySaveAsync("2"u8.ToArray(), version, CancellationToken.None));
        await server.StartAsync(CancellationToken.None);

        Assert.Equal(version, (await store.LoadAsync(CancellationToken.None)).Version);
    }

    internal override async Task<IMeterStore> NewStoreAsync() => Store((await azurite.ServerAsync()).Container(NewName()));

    private static string NewName() => $"meter-{Guid.NewGuid():N}";

    private static BlobMeterStore Store(Uri container)
    {
        // A busy build machine may keep Azurite waiting for longer than the product would.
        var options = BlobMeterStore.ClientOptions();
        options.Retry.NetworkTimeout = BlobMeterStore.Deadline;
        return new BlobMeterStore(container, new FakeCredential(), options, TimeProvider.System);
    }
}
