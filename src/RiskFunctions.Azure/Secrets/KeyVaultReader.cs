using Azure.Core;
using Azure.Security.KeyVault.Secrets;

namespace RiskFunctions.Azure.Secrets;

/// <summary>Reads the current version of a secret, once for each call, and turns every failure into a <see cref="KeyVaultFault"/>.</summary>
internal sealed class KeyVaultReader(SecretClient client, TimeProvider time)
{
    /// <summary>A read with all its retries is given up after this: the lanes that wait for it hold locks.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(45);

    public string VaultHost => client.VaultUri.Host;

    /// <summary>Four tries with 1, 2 and 4 s between them, the pauses that Key Vault's guidance on throttling asks for.</summary>
    public static SecretClientOptions ClientOptions() => new()
    {
        Retry =
        {
            Mode = RetryMode.Exponential,
            MaxRetries = 3,
            Delay = TimeSpan.FromSeconds(1),
            MaxDelay = TimeSpan.FromSeconds(8),
            NetworkTimeout = TimeSpan.FromSeconds(8),
        },
    };

    public async Task<SecretRead> ReadAsync(string name)
    {
        // The read belongs to everybody who waits for it, so no single caller's token ends it.
        using var deadline = new CancellationTokenSource(Deadline, time);
        try
        {
            var secret = await client.GetSecretAsync(name, cancellationToken: deadline.Token);
            // A file's last line break is a common slip, and no credential begins or ends in white space.
            var value = secret.Value.Value?.Trim();
            return string.IsNullOrEmpty(value)
                ? new SecretRead.Failed(new KeyVaultFault("it is empty. Set a new version", IsPassing: false), new FormatException("Empty secret."))
                : new SecretRead.Found(value);
        }
        catch (Exception exception)
        {
            // Everybody who waits gets the same outcome; an exception left in the shared task would hide what to do about it.
            return new SecretRead.Failed(KeyVaultFault.From(exception), exception);
        }
    }
}
