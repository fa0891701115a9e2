namespace RiskFunctions.Azure.Secrets;

/// <summary>Settings under <c>KeyVault</c>.</summary>
public sealed class KeyVaultOptions
{
    public const string Section = "KeyVault";

    public static readonly TimeSpan DefaultCacheDuration = TimeSpan.FromMinutes(10);

    /// <summary>
    /// The vault's https origin, for example <c>https://contoso.vault.azure.net</c>. Null only when Okta:OrgUrl is a loopback address: secrets then come
    /// from <c>Secrets:NAME</c>.
    /// </summary>
    public Uri? VaultUri { get; set; }

    /// <summary>How long a secret is used before it is read again. Default 10 minutes; 1 second to 1 day. A refused credential is read again at once.</summary>
    public TimeSpan CacheDuration { get; set; } = DefaultCacheDuration;
}
