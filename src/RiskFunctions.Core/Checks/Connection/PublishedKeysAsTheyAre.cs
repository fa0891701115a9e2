using RiskFunctions.Okta;
using RiskFunctions.SecurityEvents.Keys;

namespace RiskFunctions.Checks.Connection;

/// <summary>The published keys, read only: a check must not publish under the operator's name, nor need the right to.</summary>
internal sealed class PublishedKeysAsTheyAre(IPublicKeyStore store) : IPublicKeyStore
{
    public ValueTask<PublicDocument> LoadAsync(string name, CancellationToken cancellationToken) => store.LoadAsync(name, cancellationToken);

    public ValueTask<bool> TrySaveAsync(string name, string content, string? version, CancellationToken cancellationToken) =>
        throw new CredentialUnavailableException(
            "what is published is not up to date with the secret. The app writes it at the start of every minute: " +
            "wait for that, and look for KeysNotPublished in its log when it does not come");
}
