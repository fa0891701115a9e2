namespace RiskFunctions.Metering;

/// <summary>Keeps the meter's one small document for all instances that share it: load, and compare-and-swap.</summary>
public interface IMeterStore
{
    /// <summary>What logs call this store, for example <c>memory</c> or <c>blob</c>. No address, no credential.</summary>
    string Name { get; }

    /// <summary>Whether other processes may use the same document. Decides how far clocks may differ.</summary>
    bool IsShared { get; }

    /// <summary>The document as it is now; <see cref="MeterDocument.Empty"/> when nobody has written it yet.</summary>
    /// <exception cref="MeterStoreException">The store cannot be reached or refuses.</exception>
    ValueTask<MeterDocument> LoadAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Writes <paramref name="content"/> if the document still has <paramref name="version"/> (null: if there is no document yet).
    /// Returns the new version, or null when another writer was faster.
    /// </summary>
    /// <exception cref="MeterStoreException">The store cannot be reached or refuses.</exception>
    ValueTask<string?> TrySaveAsync(ReadOnlyMemory<byte> content, string? version, CancellationToken cancellationToken);
}
