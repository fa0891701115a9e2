namespace RiskFunctions.Secrets;

/// <summary>Where the Okta credential and the key of security events come from.</summary>
public interface ISecretSource
{
    /// <summary>The current value of a secret. With <paramref name="fresh"/> a cached value does not count: Okta refused it.</summary>
    /// <exception cref="SecretUnavailableException">The secret cannot be read; the message names the source and the secret, never its value.</exception>
    ValueTask<string> GetSecretAsync(string name, bool fresh, CancellationToken cancellationToken);

    /// <summary>
    /// Earlier values of the secret that are still enabled, newest first. Never cached, because it is asked seldom. Empty when there are none, or when
    /// the source keeps no versions or does not let them be read.
    /// </summary>
    /// <exception cref="SecretUnavailableException">They cannot be read now; the message names the source and the secret, never its value.</exception>
    ValueTask<IReadOnlyList<string>> GetEarlierAsync(string name, CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<string>>([]);
}
