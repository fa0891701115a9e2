namespace RiskFunctions.Verify;

/// <summary>Whether somebody has put the Okta credential into the vault. The secret is not read: its placeholder is known by its content type.</summary>
internal sealed class Credential(ICommandLine line, Deployed deployed)
{
    /// <summary>What keyvault.bicep writes beside the placeholder.</summary>
    public const string Placeholder = "placeholder of RiskFunctions";

    public async Task<Finding> CheckAsync(CancellationToken cancellationToken)
    {
        var secret = await line.ResourceAsync("get", deployed.SecretId, "2023-07-01", cancellationToken);
        return (string?)secret["properties"]?["contentType"] == Placeholder
            ? new Finding.Hint(
                $"Credential: the secret {deployed.Credential} is still the placeholder, so signals wait in their lanes; none is lost",
                $"az keyvault secret set --vault-name {deployed.Vault} --name {deployed.Credential} --file PATH --encoding utf-8 --query id (docs/operations.md, First deployment, step 4)")
            : new Finding.Fine($"Credential: the secret {deployed.Credential} is no longer the placeholder");
    }
}
