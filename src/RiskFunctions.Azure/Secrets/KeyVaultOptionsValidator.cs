using Microsoft.Extensions.Options;
using RiskFunctions.Okta;

namespace RiskFunctions.Azure.Secrets;

internal sealed class KeyVaultOptionsValidator(IOptions<OktaOptions> okta) : IValidateOptions<KeyVaultOptions>
{
    private static readonly TimeSpan MinCacheDuration = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxCacheDuration = TimeSpan.FromDays(1);

    public ValidateOptionsResult Validate(string? name, KeyVaultOptions options)
    {
        var faults = new List<string>();
        if (options.VaultUri is { } vault)
        {
            if (!vault.IsAbsoluteUri || !IsHttpsOrigin(vault))
            {
                faults.Add("KeyVault:VaultUri must be the https origin of a vault, such as https://contoso.vault.azure.net, without a path or query.");
            }
        }
        else if (!IsLoopback())
        {
            faults.Add("KeyVault:VaultUri is required. It may be empty only when Okta:OrgUrl is a loopback address; secrets then come from Secrets:NAME.");
        }

        if (options.CacheDuration < MinCacheDuration || options.CacheDuration > MaxCacheDuration)
        {
            faults.Add("KeyVault:CacheDuration must be between 00:00:01 and 1.00:00:00.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static bool IsHttpsOrigin(Uri uri) =>
        string.Equals(uri.Scheme, Uri.UriSchemeHttps, StringComparison.Ordinal) && uri.PathAndQuery is "/" && uri.UserInfo.Length == 0;

    private bool IsLoopback()
    {
        try
        {
            return okta.Value.OrgUrl is { IsAbsoluteUri: true, IsLoopback: true };
        }
        catch (OptionsValidationException)
        {
            // Okta's own validator reports its fault; a second message about the vault would send the reader the wrong way.
            return true;
        }
    }
}
