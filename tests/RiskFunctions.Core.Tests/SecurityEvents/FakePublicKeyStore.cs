using System.Globalization;
using RiskFunctions.Okta;
using RiskFunctions.SecurityEvents.Keys;

namespace RiskFunctions.Core.Tests.SecurityEvents;

/// <summary>A store that anyone may read: documents by name, each with the number of its writes as its version.</summary>
internal sealed class FakePublicKeyStore : IPublicKeyStore
{
    private readonly Dictionary<string, PublicDocument> _documents = new(StringComparer.Ordinal);

    public bool IsDown { get; set; }

    /// <summary>Runs once, between what a writer read and what it writes.</summary>
    public Action? BeforeNextSave { get; set; }

    public int Saves { get; private set; }

    public PublicDocument this[string name]
    {
        get => _documents.GetValueOrDefault(name) ?? new PublicDocument(Content: null, Version: null);
        set => _documents[name] = value;
    }

    /// <summary>What Okta reads: the keys' ids.</summary>
    public IEnumerable<string> Kids =>
        PublicKeySet.Parse(this[KeyPublication.KeySetName].Content ?? string.Empty, DateTimeOffset.UnixEpoch)?.Keys.Select(k => k.Kid) ?? [];

    public ValueTask<PublicDocument> LoadAsync(string name, CancellationToken cancellationToken) =>
        IsDown ? throw new CredentialUnavailableException("the store is down") : ValueTask.FromResult(this[name]);

    public ValueTask<bool> TrySaveAsync(string name, string content, string? version, CancellationToken cancellationToken)
    {
        (var between, BeforeNextSave) = (BeforeNextSave, null);
        between?.Invoke();
        if (IsDown)
        {
            throw new CredentialUnavailableException("the store is down");
        }

        if (!string.Equals(this[name].Version, version, StringComparison.Ordinal))
        {
            return ValueTask.FromResult(false);
        }

        Saves++;
        this[name] = new PublicDocument(content, Saves.ToString(CultureInfo.InvariantCulture));
        return ValueTask.FromResult(true);
    }
}
