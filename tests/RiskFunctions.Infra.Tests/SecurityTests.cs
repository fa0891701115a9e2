using RiskFunctions.Infra.Tests.Bicep;

namespace RiskFunctions.Infra.Tests;

/// <summary>What must hold whatever the parameters are.</summary>
[Collection(BicepTests.Name)]
public sealed class SecurityTests(ParsedBicep bicep)
{
    private const string OffWhenIsolated = "isolated ? 'Disabled' : 'Enabled'";

    [NeedsNpmFact]
    public void Service_Bus_takes_no_keys()
    {
        var ns = Single("Microsoft.ServiceBus/namespaces");

        Assert.Equal("true", ns.Text("properties", "disableLocalAuth"));
        Assert.Equal("'1.2'", ns.Text("properties", "minimumTlsVersion"));
        Assert.Equal(OffWhenIsolated, ns.Text("properties", "publicNetworkAccess"));
        Assert.StartsWith("isolated ? { name: 'Premium'", ns.Text("sku"), StringComparison.Ordinal);
    }

    [NeedsNpmFact]
    public void Storage_takes_no_keys_and_no_anonymous_readers()
    {
        var account = Single("Microsoft.Storage/storageAccounts");

        Assert.Equal("false", account.Text("properties", "allowSharedKeyAccess"));
        Assert.Equal("false", account.Text("properties", "allowBlobPublicAccess"));
        Assert.Equal("true", account.Text("properties", "supportsHttpsTrafficOnly"));
        Assert.Equal("'TLS1_2'", account.Text("properties", "minimumTlsVersion"));
        Assert.Equal(OffWhenIsolated, account.Text("properties", "publicNetworkAccess"));
        Assert.Equal("'None'", Single("Microsoft.Storage/storageAccounts/blobServices/containers").Text("properties", "publicAccess"));
    }

    [NeedsNpmFact]
    public void Vault_uses_roles_and_cannot_be_purged()
    {
        var vault = Single("Microsoft.KeyVault/vaults");

        Assert.Equal("true", vault.Text("properties", "enableRbacAuthorization"));
        Assert.Equal("true", vault.Text("properties", "enableSoftDelete"));
        Assert.Equal("true", vault.Text("properties", "enablePurgeProtection"));
        Assert.Equal(OffWhenIsolated, vault.Text("properties", "publicNetworkAccess"));
    }

    [NeedsNpmFact]
    public void Credential_is_never_overwritten()
    {
        var file = bicep["infra/modules/keyvault.bicep"];
        var secret = file.Resources.Single(resource => resource.Type == "Microsoft.KeyVault/vaults/secrets");

        Assert.Equal("'not-set'", secret.Text("properties", "value"));
        Assert.Matches(@"@onlyIfNotExists\(\)\r?\nresource " + secret.Symbol + " ", file.Root.Text);
    }

    [NeedsNpmFact]
    public void App_is_reached_by_nobody_and_published_with_Entra_only()
    {
        var site = Single("Microsoft.Web/sites");
        var policies = All("Microsoft.Web/sites/basicPublishingCredentialsPolicies").ToList();

        Assert.Equal("true", site.Text("properties", "httpsOnly"));
        Assert.Equal("'1.2'", site.Text("properties", "siteConfig", "minTlsVersion"));
        Assert.Equal("'Deny'", site.Text("properties", "siteConfig", "ipSecurityRestrictionsDefaultAction"));
        Assert.Equal(["'ftp'", "'scm'"], policies.Select(policy => policy.Text("name")).Order());
        Assert.All(policies, policy => Assert.Equal("false", policy.Text("properties", "allow")));
    }

    [NeedsNpmFact]
    public void Telemetry_needs_an_identity()
    {
        Assert.Equal("true", Single("Microsoft.Insights/components").Text("properties", "DisableLocalAuth"));
        Assert.Equal("true", Single("Microsoft.OperationalInsights/workspaces").Text("properties", "features", "disableLocalAuth"));
    }

    [NeedsNpmFact]
    public void Everything_that_holds_data_is_watched()
    {
        var watched = from file in bicep.Files
                      from settings in file.Resources
                      where settings.Type == "Microsoft.Insights/diagnosticSettings"
                      select file.Resource(settings.Text("scope")!).Type;

        Assert.Equal(
            [
                "Microsoft.KeyVault/vaults",
                "Microsoft.OperationalInsights/workspaces",
                "Microsoft.ServiceBus/namespaces",
                "Microsoft.Storage/storageAccounts/blobServices",
                "Microsoft.Web/sites",
            ],
            watched.Order(StringComparer.Ordinal));
    }

    [NeedsNpmFact]
    public void Isolated_resources_get_endpoints()
    {
        var endpoints = bicep["infra/main.bicep"].Modules
            .Where(module => module.Children[1].Text == "'modules/private-endpoint.bicep'")
            .ToDictionary(module => module.At("params", "targetId")!.Text, module => module.At("params", "groupId")!.Text);

        Assert.Equal("'namespace'", endpoints["serviceBus.outputs.namespaceId"]);
        Assert.Equal("'vault'", endpoints["keyVault.outputs.vaultId"]);
        Assert.Equal("'blob'", endpoints["hostStorage.outputs.accountId"]);
        Assert.Equal("'blob'", endpoints["meterStorage.outputs.accountId"]);
        Assert.Equal(4, endpoints.Count);
    }

    [NeedsNpmFact]
    public void No_template_holds_or_asks_for_a_secret()
    {
        foreach (var file in bicep.Files)
        {
            // Names of parameters, key functions, connection strings and tokens.
            Assert.DoesNotMatch(@"(?i)\bparam \w*(password|secret|token|apikey|accesskey)\w* string\b(?<!param token string)", file.Root.Text);
            Assert.DoesNotMatch(@"(?i)list(Account)?Keys\(|listSecrets\(|SharedAccessKey|AccountKey=|SSWS |-----BEGIN", file.Root.Text);
            Assert.DoesNotMatch(@"'[A-Za-z0-9+/_-]{40,}={0,2}'", file.Root.Text);
        }
    }

    private IEnumerable<BicepResource> All(string type) => bicep.Files.SelectMany(file => file.Resources).Where(resource => resource.Type == type);

    private BicepResource Single(string type) => Assert.Single(All(type));
}
