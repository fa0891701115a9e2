using System.Text.Json.Nodes;

namespace RiskFunctions.Verify;

/// <summary>The website from which Okta reads the public keys. No template can switch it on: that is a call to the storage account itself.</summary>
internal sealed class StaticWebsite(ICommandLine line, Deployed deployed)
{
    public async Task<IReadOnlyList<Finding>> CheckAsync(CancellationToken cancellationToken)
    {
        var account = deployed.PublicKeysStorage;
        if (account.Length == 0)
        {
            return [];
        }

        var properties = await PropertiesAsync("show", [], cancellationToken);
        if ((bool?)properties["staticWebsite"]?["enabled"] == true)
        {
            return [new Finding.Fine($"Public keys: the website of {account} is on")];
        }

        try
        {
            await PropertiesAsync("update", ["--static-website", "true"], cancellationToken);
        }
        catch (CommandException fault)
        {
            return [new Finding.Fault(
                $"Public keys: the website of {account} is off and cannot be switched on ({fault.Said}), so Okta cannot read them",
                "Somebody with Contributor on the resource group: "
                + $"az storage blob service-properties update --account-name {account} --static-website true --auth-mode login")];
        }

        return [new Finding.Fine($"Public keys: the website of {account} was off and is switched on")];
    }

    private Task<JsonNode> PropertiesAsync(string verb, string[] what, CancellationToken cancellationToken) => line.AzAsync(
        cancellationToken,
        ["storage", "blob", "service-properties", verb, "--account-name", deployed.PublicKeysStorage, .. what, "--auth-mode", "login"]);
}
