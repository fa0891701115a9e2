using Azure.Core;
using Azure.Security.KeyVault.Secrets;

namespace RiskFunctions.Azure.Secrets;

/// <summary>Reads a secret's versions. The current one is read once for all who wait, and every failure becomes a <see cref="KeyVaultFault"/>.</summary>
internal sealed class KeyVaultReader(SecretClient client, TimeProvider time)
{
    /// <summary>The limit of a read with all its retries: lanes with locked messages wait for it.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(45);

    /// <summary>More earlier versions are not read: so many keys do not wait to sign at once.</summary>
    public const int MostEarlier = 4;

    public string VaultHost => client.VaultUri.Host;

    /// <summary>Four tries with pauses of 1, 2 and 4 s, as Key Vault's guidance on throttling asks.</summary>
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
        // The read is shared, so no single caller's token ends it.
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
            // All who wait get the same outcome. An exception in the shared task would hide what to do about it.
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

    // Secrets often end with a file's line break, and no credential begins or ends with white space.
    private async Task<string?> ValueAsync(string name, string? version, CancellationToken cancellationToken) =>
        (await client.GetSecretAsync(name, version, cancellationToken: cancellationToken)).Value.Value?.Trim();
}
