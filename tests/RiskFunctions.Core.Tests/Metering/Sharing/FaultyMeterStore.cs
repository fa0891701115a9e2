using RiskFunctions.Metering;
using RiskFunctions.Metering.Sharing;
using RiskFunctions.Metering.State;

namespace RiskFunctions.Core.Tests.Metering.Sharing;

/// <summary>A memory store that a test can take down, race against, hold up, or break.</summary>
internal sealed class FaultyMeterStore(IMeterStore inner) : IMeterStore
{
    public FaultyMeterStore()
        : this(new MemoryMeterStore())
    {
    }

    public string Name => "faulty";

    public bool IsShared => true;

    /// <summary>Every call fails.</summary>
    public bool IsDown { get; set; }

    /// <summary>Calls fail with this instead.</summary>
    public Exception? Broken { get; set; }

    /// <summary>Runs before each write, as another instance that is faster would.</summary>
    public Func<Task>? BeforeSave { get; set; }

    public int Loads { get; private set; }

    public int Saves { get; private set; }

    public async ValueTask<MeterDocument> LoadAsync(CancellationToken cancellationToken)
    {
        Loads++;
        Check();
        return await inner.LoadAsync(cancellationToken);
    }

    public async ValueTask<string?> TrySaveAsync(ReadOnlyMemory<byte> content, string? version, CancellationToken cancellationToken)
    {
        Saves++;
        Check();
        if (BeforeSave is { } before)
        {
            await before();
        }

        return await inner.TrySaveAsync(content, version, cancellationToken);
    }

    /// <summary>Writes a document past every check.</summary>
    public async Task PutAsync(ReadOnlyMemory<byte> content)
    {
        var document = await inner.LoadAsync(CancellationToken.None);
        Assert.NotNull(await inner.TrySaveAsync(content, document.Version, CancellationToken.None));
    }

    public Task PutAsync(MeterState state) => PutAsync(MeterStateDocument.Write(state));

    public async Task<MeterState> StateAsync()
    {
        var document = await inner.LoadAsync(CancellationToken.None);
        return MeterStateDocument.Read(document.Content).State!;
    }

    public async Task<byte[]> ContentAsync() => (await inner.LoadAsync(CancellationToken.None)).Content.ToArray();

    private void Check()
    {
        if (Broken is { } broken)
        {
            throw broken;
        }

        if (IsDown)
        {
            throw new MeterStoreException("The store is switched off.");
        }
    }
}
