using RiskFunctions.Okta;
using RiskFunctions.Okta.OAuth.Keys;
using RiskFunctions.Secrets;

namespace RiskFunctions.SecurityEvents.Keys;

/// <summary>
/// Writes the two documents, and publishes them if there is a <paramref name="publication"/>. A <see cref="SigningKey"/> shows its public half only.
/// </summary>
internal sealed partial class PublicKeys(
    SecurityEventKey key, KeyPublication? publication, IOptions<SecurityEventsOptions> options, ILogger<PublicKeys> logger) : IPublicKeys
{
    private string? _fault;

    public async ValueTask<string> KeySetAsync(CancellationToken cancellationToken) =>
        new PublicKeySet([PublishedKey.Of(await key.ReadNewestAsync(fresh: false, cancellationToken), publishedAt: null)]).Write();

    // RFC 8935: delivery by push, the only way that we support.
    public string Configuration(Uri keySet)
    {
        ArgumentNullException.ThrowIfNull(keySet);
        return JsonObjectText.Write(json =>
        {
            json.WriteString("spec_version", "1_0");
            json.WriteString("issuer", options.Value.Issuer);
            json.WriteString("jwks_uri", keySet.AbsoluteUri);
            json.WriteStartArray("delivery_methods_supported");
            json.WriteStringValue("urn:ietf:rfc:8935");
            json.WriteEndArray();
        });
    }

    public async Task PublishAsync(CancellationToken cancellationToken)
    {
        if (publication is null || options.Value is not { Enabled: true, Issuer: { } issuer })
        {
            return;
        }

        try
        {
            await publication.PublishAsync(await key.ReadNewestAsync(fresh: false, cancellationToken), cancellationToken);

            // The issuer is the address at which the documents are read: docs/security-events.md.
            await publication.PublishConfigurationAsync(Configuration(new Uri(new Uri(issuer), KeyPublication.KeySetName)), cancellationToken);
            _fault = null;
        }
        catch (Exception e) when (e is SecretUnavailableException or AuthorizationRefusedException or CredentialUnavailableException)
        {
            // The same fault a minute later is not logged again.
            if (!e.Message.Equals(Interlocked.Exchange(ref _fault, e.Message), StringComparison.Ordinal))
            {
                LogFailed(e.Message);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Error,
        "The public keys for Okta could not be brought up to date; it is tried again every minute. {Reason}",
        EventName = "KeysNotPublished")]
    private partial void LogFailed(string reason);
}
