namespace RiskFunctions.Secrets;

/// <summary>Where the Okta credential comes from.</summary>
public interface ISecretSource
{
    /// <summary>
    /// The current value of a secret. With <paramref name="fresh"/> a cached value is passed over (used when Okta refused the last one).
    /// </summary>
    /// <exception cref="SecretUnavailableException">The secret cannot be read; the message names the source and the secret, never its value.</exception>
    ValueTask<string> GetSecretAsync(string name, bool fresh, CancellationToken cancellationToken);
}
