using RiskFunctions.Okta;
using RiskFunctions.Okta.OAuth.Keys;

namespace RiskFunctions.SecurityEvents.Keys;

/// <summary>
/// Publishes public keys for Okta, and knows which are published. Every instance may publish: a document is replaced by compare-and-swap, and a key
/// leaves only when its time is over. So instances that read the secret at different times do not undo each other's work.
/// </summary>
internal sealed partial class KeyPublication(IPublicKeyStore store, IOptions<SecurityEventsOptions> options, TimeProvider time, ILogger<KeyPublication> logger)
{
    public const string KeySetName = ".well-known/jwks.json";

    public const string ConfigurationName = ".well-known/ssf-configuration";

    /// <summary>Lost races with other writers before the publication is given up.</summary>
    private const int MaxTries = 5;

    private PublicKeySet? _known;

    /// <summary>
    /// The published set with the key in it; publishes the key if it must. If that fails, the set as it was last seen. With
    /// <paramref name="fresh"/> the set is always read again.
    /// </summary>
    /// <exception cref="CredentialUnavailableException">That failed, and no set was seen before.</exception>
    public async ValueTask<PublicKeySet> HoldingAsync(SigningKey newest, bool fresh, CancellationToken cancellationToken)
    {
        var known = Volatile.Read(ref _known);
        if (!fresh && known?.Holds(newest) == true)
        {
            return known;
        }

        try
        {
            return await PublishAsync(newest, cancellationToken);
        }
        catch (CredentialUnavailableException) when (known is not null)
        {
            return known;
        }
    }

    /// <summary>Looks at what is published, and publishes what has changed.</summary>
    /// <exception cref="CredentialUnavailableException">The store cannot be reached or refuses.</exception>
    public async Task<PublicKeySet> PublishAsync(SigningKey newest, CancellationToken cancellationToken)
    {
        var lead = options.Value.KeyLeadTime;
        for (var tries = 0; tries < MaxTries; tries++)
        {
            var (content, version) = await store.LoadAsync(KeySetName, cancellationToken);
            var now = time.GetUtcNow();
            var before = content is null ? null : PublicKeySet.Parse(content, now);
            if (content is not null && before is null)
            {
                LogUnreadable(KeySetName);
            }

            before ??= new PublicKeySet([]);
            var after = before.With(newest, now, lead);
            var text = after.Write();
            if (!text.Equals(content, StringComparison.Ordinal))
            {
                if (!await store.TrySaveAsync(KeySetName, text, version, cancellationToken))
                {
                    continue;
                }

                LogChange(before, after);
            }

            Volatile.Write(ref _known, after);
            return after;
        }

        throw new CredentialUnavailableException($"the published keys changed under each of {MaxTries} tries to write them");
    }

    /// <summary>Publishes the transmitter's configuration where it has changed.</summary>
    /// <exception cref="CredentialUnavailableException">The store cannot be reached or refuses.</exception>
    public async Task PublishConfigurationAsync(string configuration, CancellationToken cancellationToken)
    {
        var (content, version) = await store.LoadAsync(ConfigurationName, cancellationToken);
        if (!configuration.Equals(content, StringComparison.Ordinal))
        {
            // A faster writer wrote the same, or this is tried again in a minute.
            await store.TrySaveAsync(ConfigurationName, configuration, version, cancellationToken);
        }
    }

    private void LogChange(PublicKeySet before, PublicKeySet after)
    {
        foreach (var key in after.Keys.Except(before.Keys).Where(k => k.ReplacedAt is null))
        {
            LogPublished(key.Kid, after.Keys.Count == 1 ? key.PublishedAt : key.PublishedAt + options.Value.KeyLeadTime);
        }

        foreach (var kid in before.Keys.Select(k => k.Kid).Except(after.Keys.Select(k => k.Kid), StringComparer.Ordinal))
        {
            LogWithdrawn(kid);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "The public half of key {Kid} is published for Okta; it signs from {From:u} on.", EventName = "KeyPublished")]
    private partial void LogPublished(string kid, DateTimeOffset? from);

    [LoggerMessage(2, LogLevel.Information, "The public half of key {Kid} is no longer published: the key was replaced long ago.", EventName = "KeyWithdrawn")]
    private partial void LogWithdrawn(string kid);

    [LoggerMessage(3, LogLevel.Warning,
        "What stood at {Document} was no JWK set; it was written anew with the present key alone.",
        EventName = "KeySetUnreadable")]
    private partial void LogUnreadable(string document);
}
