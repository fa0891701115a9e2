using Azure.Core;
using Azure.Security.KeyVault.Secrets;

namespace RiskFunctions.Azure.Secrets;

/// <summary>Reads the versions of a secret, the current one once for each call with every failure as a <see cref="KeyVaultFault"/>.</summary>
internal sealed class KeyVaultReader(SecretClient client, TimeProvider time)
{
    /// <summary>A read with all its retries is given up after this: the lanes that wait for it hold locks.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(45);

    /// <summary>More keys than this do not wait for their time at once.</summary>
    public const int MostEarlier = 4;

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
            var value = await ValueAsync(name, version: null, deadline.Token);
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

    /// <summary>Values of the versions before the newest, newest first: of the last <see cref="MostEarlier"/> that are not disabled.</summary>
    /// <exception cref="Exception">Anything that the client throws: <see cref="KeyVaultFault.From"/> says what it means.</exception>
    public async Task<IReadOnlyList<string>> ReadEarlierAsync(string name, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var versions = new List<SecretProperties>();
        await foreach (var version in client.GetPropertiesOfSecretVersionsAsync(name, either.Token))
        {
            versions.Add(version);
        }

        var values = new List<string>();
        foreach (var version in versions.OrderByDescending(v => v.CreatedOn).Skip(1).Where(v => v.Enabled != false).Take(MostEarlier))
        {
            if (await ValueAsync(name, version.Version, either.Token) is { Length: > 0 } value)
            {
                values.Add(value);
            }
        }

        return values;
    }

    // A file's last line break is a common slip, and no credential begins or ends in white space.
    private async Task<string?> ValueAsync(string name, string? version, CancellationToken cancellationToken) =>
        (await client.GetSecretAsync(name, version, cancellationToken: cancellationToken)).Value.Value?.Trim();
}
