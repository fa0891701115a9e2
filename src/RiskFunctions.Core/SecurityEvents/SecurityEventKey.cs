using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using RiskFunctions.Okta;
using RiskFunctions.Okta.OAuth;
using RiskFunctions.Secrets;

namespace RiskFunctions.SecurityEvents;

/// <summary>The private key that signs security event tokens, read from its secret and read again when that changes.</summary>
internal sealed class SecurityEventKey(ISecretSource secrets, IOptions<SecurityEventsOptions> options)
{
    private sealed record Known(string Text, SigningKey Key);

    private Known? _known;

    /// <summary>The key of the secret's present value. With <paramref name="fresh"/> a cached value of it is passed over.</summary>
    /// <exception cref="SecretUnavailableException">The secret cannot be read.</exception>
    /// <exception cref="AuthorizationRefusedException">It holds no key that Okta takes; the message says why and quotes nothing of it.</exception>
    public async ValueTask<SigningKey> ReadAsync(bool fresh, CancellationToken cancellationToken)
    {
        var name = options.Value.SigningKeySecret;
        var text = await secrets.GetSecretAsync(name, fresh, cancellationToken);
        if (Volatile.Read(ref _known) is { } known && known.Text.Equals(text, StringComparison.Ordinal))
        {
            return known.Key;
        }

        try
        {
            var key = SigningKey.Parse(text);
            if (!key.Algorithm.Equals(SecurityAlgorithms.RsaSha256, StringComparison.Ordinal))
            {
                throw new FormatException("it is an EC key; Okta takes RSA of 2048 bits or more.");
            }

            Volatile.Write(ref _known, new Known(text, key));
            return key;
        }
        catch (FormatException e)
        {
            throw new AuthorizationRefusedException($"security events: the secret {name} holds no key to sign with: {e.Message}", e);
        }
    }
}
