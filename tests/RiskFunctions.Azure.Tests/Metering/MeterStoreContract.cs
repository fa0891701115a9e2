using System.Globalization;
using System.Text;
using RiskFunctions.Metering;

namespace RiskFunctions.Azure.Tests.Metering;

/// <summary>What the meter relies on, whatever store it is given.</summary>
public abstract class MeterStoreContract
{
    [Fact]
    public virtual async Task LoadAsync_nothing_written_yet_is_empty()
    {
        var store = await NewStoreAsync();

        Assert.Equal(MeterDocument.Empty, await store.LoadAsync(CancellationToken.None));
    }

    [Fact]
    public virtual async Task TrySaveAsync_first_document_is_loaded_with_the_version_returned()
    {
        var store = await NewStoreAsync();

        var version = await store.TrySaveAsync(Bytes("{\"a\":1}"), null, CancellationToken.None);
        var loaded = await store.LoadAsync(CancellationToken.None);

        Assert.NotNull(version);
        Assert.Equal(version, loaded.Version);
        Assert.Equal("{\"a\":1}", Text(loaded));
    }

    [Fact]
    public virtual async Task TrySaveAsync_creation_race_has_one_winner()
    {
        var store = await NewStoreAsync();

        var versions = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => store.TrySaveAsync(Bytes($"{i}"), null, CancellationToken.None).AsTask()));

        var winner = Assert.Single(Enumerable.Range(0, 8), i => versions[i] is not null);
        Assert.Equal($"{winner}", Text(await store.LoadAsync(CancellationToken.None)));
    }

    [Fact]
    public virtual async Task TrySaveAsync_second_writer_of_the_same_version_loses()
    {
        var store = await NewStoreAsync();
        var first = await store.TrySaveAsync(Bytes("1"), null, CancellationToken.None);

        var winner = await store.TrySaveAsync(Bytes("2"), first, CancellationToken.None);
        var loser = await store.TrySaveAsync(Bytes("3"), first, CancellationToken.None);

        Assert.NotNull(winner);
        Assert.Null(loser);
        Assert.Equal("2", Text(await store.LoadAsync(CancellationToken.None)));
    }

    [Fact]
    public virtual async Task TrySaveAsync_same_content_again_changes_the_version()
    {
        var store = await NewStoreAsync();
        var first = await store.TrySaveAsync(Bytes("1"), null, CancellationToken.None);

        var second = await store.TrySaveAsync(Bytes("1"), first, CancellationToken.None);

        Assert.NotNull(second);
        Assert.NotEqual(first, second);
    }

    [Fact]
    public virtual async Task TrySaveAsync_many_parallel_writers_lose_no_update()
    {
        const int Writers = 5;
        const int Updates = 12;
        var store = await NewStoreAsync();

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(() => IncrementAsync(store, Updates))));

        Assert.Equal(Writers * Updates, Number(await store.LoadAsync(CancellationToken.None)));
    }

    [Fact]
    public virtual async Task Calls_already_cancelled_throw_and_write_nothing()
    {
        var store = await NewStoreAsync();
        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.LoadAsync(cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.TrySaveAsync(Bytes("1"), null, cancelled));

        Assert.Equal(MeterDocument.Empty, await store.LoadAsync(CancellationToken.None));
    }

    /// <summary>A store that nobody has written to.</summary>
    internal abstract Task<IMeterStore> NewStoreAsync();

    private static async Task IncrementAsync(IMeterStore store, int times)
    {
        for (var done = 0; done < times;)
        {
            var document = await store.LoadAsync(CancellationToken.None);
            if (await store.TrySaveAsync(Bytes($"{Number(document) + 1}"), document.Version, CancellationToken.None) is not null)
            {
                done++;
            }
        }
    }

    private static int Number(MeterDocument document) =>
        document.Version is null ? 0 : int.Parse(Text(document), CultureInfo.InvariantCulture);

    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(MeterDocument document) => Encoding.UTF8.GetString(document.Content.Span);
}
