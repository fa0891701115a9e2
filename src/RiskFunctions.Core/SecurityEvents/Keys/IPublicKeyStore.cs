using RiskFunctions.Okta;

namespace RiskFunctions.SecurityEvents.Keys;

/// <summary>The store of the two documents that Okta reads. Anyone may read them, we alone write them, and all instances share it.</summary>
internal interface IPublicKeyStore
{
    /// <summary>The document of this name; both of its members are null when there is none.</summary>
    /// <exception cref="CredentialUnavailableException">The store cannot be reached or refuses; the message says what to do.</exception>
    ValueTask<PublicDocument> LoadAsync(string name, CancellationToken cancellationToken);

    /// <summary>Writes JSON if the document still has <paramref name="version"/> (null: if there is none yet). False when another writer was faster.</summary>
    /// <exception cref="CredentialUnavailableException">The store cannot be reached or refuses; the message says what to do.</exception>
    ValueTask<bool> TrySaveAsync(string name, string content, string? version, CancellationToken cancellationToken);
}
