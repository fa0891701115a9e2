using RiskFunctions.Secrets;

namespace RiskFunctions.Testing.Delivery;

/// <summary>A vault with a cache before it: a new <see cref="Value"/> is seen only by a fresh read.</summary>
internal sealed class FakeSecrets(string value) : ISecretSource
{
    private string _cached = value;
    private int _freshReads;

    /// <summary>What the vault holds now.</summary>
    public string Value { get; set; } = value;

    public int FreshReads => _freshReads;

    /// <summary>Secrets of their own; every other name has <see cref="Value"/>.</summary>
    public Dictionary<string, string> Others { get; } = new(StringComparer.Ordinal);

    /// <summary>Values before the present one, newest first.</summary>
    public List<string> Earlier { get; } = [];

    /// <summary>What reading throws; null when it works.</summary>
    public Exception? Fault { get; set; }

    public ValueTask<string> GetSecretAsync(string name, bool fresh, CancellationToken cancellationToken)
    {
        if (Fault is not null)
        {
            throw Fault;
        }

        if (fresh)
        {
            Interlocked.Increment(ref _freshReads);
            _cached = Value;
        }

        return ValueTask.FromResult(Others.GetValueOrDefault(name) ?? _cached);
    }

    public ValueTask<IReadOnlyList<string>> GetEarlierAsync(string name, CancellationToken cancellationToken) =>
        Fault is null ? ValueTask.FromResult<IReadOnlyList<string>>([.. Earlier]) : throw Fault;
}
