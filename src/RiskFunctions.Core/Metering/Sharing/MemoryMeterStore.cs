namespace RiskFunctions.Metering.Sharing;

/// <summary>The meter's document in this process.</summary>
internal sealed class MemoryMeterStore : IMeterStore
{
    private readonly Lock _gate = new();
    private MeterDocument _document = MeterDocument.Empty;
    private long _writes;

    public string Name => "memory";

    public bool IsShared => false;

    public ValueTask<MeterDocument> LoadAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Volatile.Read(ref _document));
    }

    public ValueTask<string?> TrySaveAsync(ReadOnlyMemory<byte> content, string? version, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (version != _document.Version)
            {
                return ValueTask.FromResult<string?>(null);
            }

            _writes++;
            Volatile.Write(ref _document, new MeterDocument(content.ToArray(), _writes.ToString(CultureInfo.InvariantCulture)));
            return ValueTask.FromResult(_document.Version);
        }
    }
}
