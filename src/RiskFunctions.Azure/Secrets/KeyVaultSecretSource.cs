using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RiskFunctions.Secrets;

namespace RiskFunctions.Azure.Secrets;

/// <summary>
/// Secrets from Key Vault, cached for <see cref="KeyVaultOptions.CacheDuration"/>, with one read of a secret at a time. When a refresh fails in a
/// passing way, the old value is used for up to <see cref="StaleAllowance"/> more, and the vault is asked again after <see cref="RefreshPause"/>.
/// A value that Okta refused never comes from the cache. When the vault says no (missing, disabled, not permitted), the cached value is dropped.
/// </summary>
internal sealed partial class KeyVaultSecretSource(
    KeyVaultReader reader,
    IOptions<KeyVaultOptions> options,
    TimeProvider time,
    ILogger<KeyVaultSecretSource> logger) : ISecretSource
{
    /// <summary>How long after its cache time a value may still be used when it cannot be read again.</summary>
    public static readonly TimeSpan StaleAllowance = TimeSpan.FromHours(1);

    /// <summary>The pause between reads while the value is stale, so that an outage does not slow every batch.</summary>
    public static readonly TimeSpan RefreshPause = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, SecretEntry> _entries = new(StringComparer.OrdinalIgnoreCase);

    public async ValueTask<string> GetSecretAsync(string name, bool fresh, CancellationToken cancellationToken)
    {
        SecretEntry? entry;
        Task<SecretRead> pending;
        lock (_gate)
        {
            if (!_entries.TryGetValue(name, out entry))
            {
                entry = new SecretEntry();
                _entries.Add(name, entry);
            }

            if (!fresh && entry.Value is { } cached && time.GetUtcNow() < entry.UseUntil)
            {
                return cached;
            }

            // A caller who wants a fresh value shares a read under way: that one asks the vault now too.
            // The read starts outside this lock, because its first part runs on this thread.
            pending = entry.Pending ??= Task.Run(() => ReadAsync(name, entry), CancellationToken.None);
        }

        var read = await pending.WaitAsync(cancellationToken);
        return read switch
        {
            SecretRead.Found found => found.Value,
            SecretRead.Failed failed => (fresh ? null : StandIn(entry, failed)) ?? throw Unavailable(name, failed),
            _ => throw new InvalidOperationException($"Unknown outcome {read}."),
        };
    }

    public async ValueTask<IReadOnlyList<string>> GetEarlierAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadEarlierAsync(name, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            var failed = new SecretRead.Failed(KeyVaultFault.From(exception), exception);
            if (failed.Fault.IsPassing)
            {
                throw Unavailable(name, failed);
            }

            Log.EarlierUnreadable(logger, reader.VaultHost, name, failed.Fault.Explanation);
            return [];
        }
    }

    private async Task<SecretRead> ReadAsync(string name, SecretEntry entry)
    {
        var read = await reader.ReadAsync(name);
        lock (_gate)
        {
            entry.Pending = null;
            var now = time.GetUtcNow();
            if (read is SecretRead.Found found)
            {
                entry.Value = found.Value;
                entry.ReadAt = now;
                entry.UseUntil = now + options.Value.CacheDuration;
            }
            else if (read is SecretRead.Failed failed && (!failed.Fault.IsPassing || now >= StaleFrom(entry)))
            {
                entry.Value = null;
            }
            else if (entry.Value is not null && now >= entry.UseUntil)
            {
                entry.UseUntil = now + RefreshPause;
                Log.ServingStale(logger, reader.VaultHost, name, now - entry.ReadAt, ((SecretRead.Failed)read).Fault.Explanation);
            }
        }

        return read;
    }

    private string? StandIn(SecretEntry entry, SecretRead.Failed failed)
    {
        lock (_gate)
        {
            return failed.Fault.IsPassing && time.GetUtcNow() < StaleFrom(entry) ? entry.Value : null;
        }
    }

    private DateTimeOffset StaleFrom(SecretEntry entry) => entry.ReadAt + options.Value.CacheDuration + StaleAllowance;

    private SecretUnavailableException Unavailable(string name, SecretRead.Failed failed) => new(
        $"Secret {name} cannot be read from vault {reader.VaultHost}: {failed.Fault.Explanation}.", failed.Cause);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning,
            "Secret {Secret} could not be read again from vault {Vault}: {Explanation}. The value read {Age} ago stays in use.",
            EventName = "SecretStale")]
        public static partial void ServingStale(ILogger logger, string vault, string secret, TimeSpan age, string explanation);

        [LoggerMessage(2, LogLevel.Warning,
            "Earlier versions of secret {Secret} cannot be read from vault {Vault}: {Explanation}.",
            EventName = "SecretVersionsUnreadable")]
        public static partial void EarlierUnreadable(ILogger logger, string vault, string secret, string explanation);
    }
}
