namespace RiskFunctions.Verify;

/// <summary>Whether somebody has put the app's secrets into the vault. They are not read: a placeholder is known by its content type.</summary>
internal sealed class Credential(ICommandLine line, Deployed deployed)
{
    /// <summary>What keyvault.bicep writes beside the placeholder.</summary>
    public const string Placeholder = "placeholder of RiskFunctions";

    public async Task<IReadOnlyList<Finding>> CheckAsync(CancellationToken cancellationToken)
    {
        const string Waiting = "signals wait in their lanes";
        List<Finding> findings = [await CheckAsync("Credential", deployed.Credential, Waiting, "First deployment, step 4", cancellationToken)];
        if (deployed.SigningKey.Length > 0)
        {
            const string WaitingUsers = "what is said about users waits in its lane";
            findings.Add(await CheckAsync(
                "Signing key", deployed.SigningKey, WaitingUsers, "Users: the provider of security events, step 2", cancellationToken));
        }

        return findings;
    }

    private async Task<Finding> CheckAsync(string what, string name, string meanwhile, string step, CancellationToken cancellationToken)
    {
        var secret = await line.ResourceAsync("get", deployed.SecretId(name), "2023-07-01", cancellationToken);
        return (string?)secret["properties"]?["contentType"] == Placeholder
            ? new Finding.Hint(
                $"{what}: the secret {name} is still the placeholder, so {meanwhile}; none is lost",
                $"az keyvault secret set --vault-name {deployed.Vault} --name {name} --file PATH --encoding utf-8 --query id (docs/operations.md, {step})")
            : new Finding.Fine($"{what}: the secret {name} is no longer the placeholder");
    }
}
