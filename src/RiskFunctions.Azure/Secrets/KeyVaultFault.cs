using Azure;
using Azure.Identity;

namespace RiskFunctions.Azure.Secrets;

/// <summary>Why a read of the vault failed, and what to do.</summary>
/// <param name="Explanation">Never holds a secret's value.</param>
/// <param name="IsPassing">
/// True when a later try may succeed without a change (throttling, outage, no token): an older value may stand in. False when the vault said no
/// (missing, disabled, not permitted): an older value must not, so that an operator can disable a secret.
/// </param>
internal sealed record KeyVaultFault(string Explanation, bool IsPassing)
{
    public static KeyVaultFault From(Exception exception) => exception switch
    {
        RequestFailedException { Status: > 0 } refused => FromStatus(refused),
        AuthenticationFailedException => Passing(
            "no token could be had for this identity. In Azure: check that the managed identity is assigned " +
            "(AZURE_CLIENT_ID for a user-assigned one). Elsewhere: sign in with 'az login'"),
        OperationCanceledException or TimeoutException => Passing("it did not answer in time"),
        RequestFailedException or AggregateException or IOException or HttpRequestException => Passing(
            "it cannot be reached. Check KeyVault:VaultUri, DNS and the private endpoint"),
        _ => new KeyVaultFault(
            $"its answer was not understood ({exception.GetType().Name}). Check that KeyVault:VaultUri is the address of a key vault", IsPassing: false),
    };

    private static KeyVaultFault FromStatus(RequestFailedException refused) => refused.Status switch
    {
        404 => Refused("there is no such secret (404). Put it into the vault, or correct the setting that names it"),
        403 when Says(refused, "SecretDisabled") => Refused("the secret is disabled (403). Enable its current version, or set a new one"),
        403 when Says(refused, "ForbiddenByFirewall") || Says(refused, "ForbiddenByConnection") => Refused(
            "the vault's network rules keep this host out (403). Let its network in, or use the private endpoint"),
        403 => Refused("this identity may not read it (403). Give it the role Key Vault Secrets User on the secret or the vault"),
        401 => Refused("the vault does not accept this identity's token (401). Vault and identity must belong to the same tenant"),
        400 => Refused("the vault refuses the request (400). A secret's name holds letters, digits and hyphens only"),
        429 => Passing("the vault is throttling (429)"),
        >= 500 or 408 => Passing($"the vault answered {refused.Status}"),
        _ => Refused($"the vault answered {refused.Status}. Check that KeyVault:VaultUri is the address of a key vault"),
    };

    private static bool Says(RequestFailedException refused, string code) =>
        refused.Message.Contains(code, StringComparison.Ordinal);

    private static KeyVaultFault Passing(string explanation) => new(explanation, IsPassing: true);

    private static KeyVaultFault Refused(string explanation) => new(explanation, IsPassing: false);
}
