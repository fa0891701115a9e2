namespace RiskFunctions.Azure.Secrets;

/// <summary>What is known of one secret. Guarded by the source's lock.</summary>
internal sealed class SecretEntry
{
    /// <summary>The last value read; null when there is none that may be used.</summary>
    public string? Value { get; set; }

    /// <summary>When <see cref="Value"/> was read (UTC).</summary>
    public DateTimeOffset ReadAt { get; set; }

    /// <summary>Until when <see cref="Value"/> is used without asking the vault (UTC).</summary>
    public DateTimeOffset UseUntil { get; set; }

    /// <summary>The one read under way, shared by all who wait; null when there is none.</summary>
    public Task<SecretRead>? Pending { get; set; }
}
