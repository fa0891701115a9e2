using RiskFunctions.Okta;
using RiskFunctions.Secrets;

namespace RiskFunctions.SecurityEvents;

/// <summary>The two public documents in which Okta reads the keys that sign.</summary>
public interface IPublicKeys
{
    /// <summary>The JWK set (RFC 7517) that holds the key of <c>SecurityEvents:SigningKeySecret</c>, to be served as <c>application/json</c>.</summary>
    /// <exception cref="SecretUnavailableException">The secret cannot be read.</exception>
    /// <exception cref="AuthorizationRefusedException">It holds no key that Okta takes; the message says why and quotes nothing of it.</exception>
    ValueTask<string> KeySetAsync(CancellationToken cancellationToken);

    /// <summary>
    /// The transmitter's configuration (SSF 1.0, section 7.1), to be served as <c>application/json</c> under <c>/.well-known/ssf-configuration</c>.
    /// </summary>
    /// <param name="keySet">Where Okta finds the JWK set.</param>
    string Configuration(Uri keySet);

    /// <summary>
    /// The timer's part: brings both documents at <c>SecurityEvents:PublicKeysUri</c> up to date; does nothing without that setting. A vault or store
    /// that is down is logged and never thrown.
    /// </summary>
    Task PublishAsync(CancellationToken cancellationToken);
}
