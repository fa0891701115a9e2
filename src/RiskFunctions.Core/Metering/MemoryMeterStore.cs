using System.Globalization;

namespace RiskFunctions.Metering;

/// <summary>The meter's document in this process.</summary>
internal sealed class MemoryMeterStore : IMeterStore
{
    private readonly Lock _gate = new();
    private byte[] _content = [];
    private long _version;

    public string Name => "memory";

    public bool IsShared => false;

    public ValueTask<MeterDocument> LoadAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return ValueTask.FromResult(_version == 0 ? MeterDocument.Empty : new MeterDocument(_content, Text(_version)));
        }
    }

    public ValueTask<string?> TrySaveAsync(ReadOnlyMemory<byte> content, string? version, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (!string.Equals(version, _version == 0 ? null : Text(_version), StringComparison.Ordinal))
            {
                return ValueTask.FromResult<string?>(null);
            }

            _content = content.ToArray();
            _version++;
            return ValueTask.FromResult<string?>(Text(_version));
        }
    }

    private static string Text(long version) => version.ToString(CultureInfo.InvariantCulture);
}
