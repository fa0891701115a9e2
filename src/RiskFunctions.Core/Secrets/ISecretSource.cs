namespace RiskFunctions.Secrets;

/// <summary>Where the Okta credential and the key of security events come from.</summary>
public interface ISecretSource
{
    /// <summary>
    /// The current value of a secret. With <paramref name="fresh"/> a cached value is passed over (used when Okta refused the last one).
    /// </summary>
    /// <exception cref="SecretUnavailableException">The secret cannot be read; the message names the source and the secret, never its value.</exception>
    ValueTask<string> GetSecretAsync(string name, bool fresh, CancellationToken cancellationToken);

    /// <summary>
    /// Values that the secret had before and that are not switched off, newest first. Asked seldom, so never cached. Empty where there are none, where the
    /// source keeps no versions, and where it does not let them be read.
    /// </summary>
    /// <exception cref="SecretUnavailableException">They cannot be read at the moment; the message names the source and the secret, never its value.</exception>
    ValueTask<IReadOnlyList<string>> GetEarlierAsync(string name, CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<string>>([]);
}
