using RiskFunctions.Infra.Tests.Bicep;

namespace RiskFunctions.Infra.Tests;

/// <summary>What must hold whatever the parameters are.</summary>
[Collection(BicepTests.Name)]
public sealed class SecurityTests(CompiledBicep bicep)
{
    private const string Containers = "Microsoft.Storage/storageAccounts/blobServices/containers";

    public static TheoryData<bool> Isolation => [false, true];

    [Theory]
    [MemberData(nameof(Isolation))]
    public async Task Service_Bus_takes_no_keys(bool isolated)
    {
        var ns = (await ProvisionAsync(isolated)).Single("Microsoft.ServiceBus/namespaces");

        Assert.Equal("true", ns.Text("properties", "disableLocalAuth"));
        Assert.Equal("1.2", ns.Text("properties", "minimumTlsVersion"));
        Assert.Equal(isolated ? "Disabled" : "Enabled", ns.Text("properties", "publicNetworkAccess"));
        Assert.Equal(isolated ? "Premium" : "Standard", ns.Text("sku", "name"));
    }

    [Theory]
    [MemberData(nameof(Isolation))]
    public async Task Storage_takes_no_keys_and_no_anonymous_readers(bool isolated)
    {
        var deployment = await ProvisionAsync(isolated);
        var accounts = deployment.All("Microsoft.Storage/storageAccounts").ToList();

        Assert.Equal(2, accounts.Count);
        Assert.All(accounts, account => TakesNoKeys(account, isolated ? "Disabled" : "Enabled"));
        Assert.All(deployment.All(Containers), container => Assert.Equal("None", container.Text("properties", "publicAccess")));
    }

    // What stands in its website is for everybody, so nothing else may be in it, and it is reached from the internet.
    [Theory]
    [MemberData(nameof(Isolation))]
    public async Task Public_keys_have_an_account_of_their_own_without_keys_and_anonymous_blobs(bool isolated)
    {
        var plain = await ProvisionAsync(isolated);
        var deployment = await bicep.ProvisionAsync(("NETWORK_ISOLATION", isolated ? "true" : "false"), ("SECURITY_EVENTS_ENABLED", "true"));
        var known = plain.All("Microsoft.Storage/storageAccounts").Select(account => account.Id);

        var account = Assert.Single(deployment.All("Microsoft.Storage/storageAccounts"), account => !known.Contains(account.Id));
        Assert.StartsWith("stkeys", account.Name);
        TakesNoKeys(account, "Enabled");
        Assert.Equal("Allow", account.Text("properties", "networkAcls", "defaultAction"));
        Assert.Equal(2, deployment.All(Containers).Count());
        Assert.Equal(isolated ? 4 : 0, deployment.All("Microsoft.Network/privateEndpoints").Count());
    }

    [Fact]
    public async Task Whoever_writes_public_keys_is_logged()
    {
        var deployment = await bicep.ProvisionAsync(("SECURITY_EVENTS_ENABLED", "true"));
        var watched = deployment.All("Microsoft.Insights/diagnosticSettings").Single(settings => settings.Id.Contains("/stkeys"));
        var logs = watched.At("properties", "logs")!.AsArray().Where(log => (bool)log!["enabled"]!);

        Assert.Equal(["StorageDelete", "StorageWrite"], logs.Select(log => (string?)log!["category"]).Order());
    }

    [Theory]
    [InlineData("false", "true")]
    [InlineData("true", "false")]
    public async Task Public_keys_have_no_account_while_nobody_needs_it(string enabled, string publishes)
    {
        var deployment = await bicep.ProvisionAsync(
            ("SECURITY_EVENTS_ENABLED", enabled), ("PUBLIC_KEYS", publishes), ("SECURITY_EVENTS_ISSUER", "https://issuer.example.com"));

        Assert.Equal(2, deployment.All("Microsoft.Storage/storageAccounts").Count());
        Assert.Equal("", deployment.AppSettings["SecurityEvents__PublicKeysUri"]);
    }

    [Theory]
    [MemberData(nameof(Isolation))]
    public async Task Vault_uses_roles_and_cannot_be_purged(bool isolated)
    {
        var vault = (await ProvisionAsync(isolated)).Single("Microsoft.KeyVault/vaults");

        Assert.Equal("true", vault.Text("properties", "enableRbacAuthorization"));
        Assert.Equal("true", vault.Text("properties", "enableSoftDelete"));
        Assert.Equal("true", vault.Text("properties", "enablePurgeProtection"));
        Assert.Equal(isolated ? "Disabled" : "Enabled", vault.Text("properties", "publicNetworkAccess"));
    }

    // With Deny the host cannot reach itself: a deployment may hang and triggers are not synchronised. See functionapp.bicep.
    [Theory]
    [MemberData(nameof(Isolation))]
    public async Task App_can_reach_itself_and_is_published_with_Entra_only(bool isolated)
    {
        var deployment = await ProvisionAsync(isolated);
        var site = deployment.Single("Microsoft.Web/sites");
        var policies = deployment.All("Microsoft.Web/sites/basicPublishingCredentialsPolicies").ToList();

        Assert.Equal("true", site.Text("properties", "httpsOnly"));
        Assert.Equal("1.2", site.Text("properties", "siteConfig", "minTlsVersion"));
        Assert.Equal("Allow", site.Text("properties", "siteConfig", "ipSecurityRestrictionsDefaultAction"));
        Assert.Equal("Allow", site.Text("properties", "siteConfig", "scmIpSecurityRestrictionsDefaultAction"));
        Assert.Equal(["ftp", "scm"], policies.Select(policy => policy.Name).Order());
        Assert.All(policies, policy => Assert.Equal("false", policy.Text("properties", "allow")));
    }

    // The reason why it may be open. Whoever adds an HTTP function has to close it, or to authenticate.
    [Fact]
    public void App_has_no_http_function() =>
        Assert.All(Repository.Find("src/RiskFunctions.App", "*.cs"), path => Assert.DoesNotContain("HttpTrigger", Repository.Read(path)));

    [Fact]
    public async Task Telemetry_needs_an_identity()
    {
        var deployment = await bicep.ProvisionAsync();

        Assert.Equal("true", deployment.Single("Microsoft.Insights/components").Text("properties", "DisableLocalAuth"));
        Assert.Equal("true", deployment.Single("Microsoft.OperationalInsights/workspaces").Text("properties", "features", "disableLocalAuth"));
    }

    [Fact]
    public async Task Everything_that_holds_data_is_watched()
    {
        var watched = (await bicep.ProvisionAsync()).All("Microsoft.Insights/diagnosticSettings");

        Assert.Equal(
            ["namespaces", "sites", "storageAccounts", "storageAccounts", "vaults", "workspaces"],
            watched.Select(settings => settings.Id.Split("/providers/")[^2].Split('/')[1]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Isolated_resources_get_endpoints()
    {
        var endpoints = (await ProvisionAsync(isolated: true)).All("Microsoft.Network/privateEndpoints")
            .Select(endpoint => endpoint.At("properties", "privateLinkServiceConnections")!.AsArray()[0]!["properties"]!)
            .Select(connection => $"{(string?)connection["groupIds"]![0]} of {((string?)connection["privateLinkServiceId"])!.Split('/')[^2]}");

        Assert.Equal(["blob of storageAccounts", "blob of storageAccounts", "namespace of namespaces", "vault of vaults"], endpoints.Order());
        Assert.Empty((await ProvisionAsync(isolated: false)).All("Microsoft.Network/privateEndpoints"));
    }

    [Fact]
    public void No_template_holds_or_asks_for_a_secret()
    {
        foreach (var file in Repository.Find("infra", "*.bicep").Concat(Repository.Find("infra", "*.bicepparam")).Select(Repository.Read))
        {
            // Names of parameters, key functions, connection strings and tokens.
            Assert.DoesNotMatch(@"(?i)\bparam \w*(password|secret|token|apikey|accesskey)\w* string\b(?<!param (token|oktaSecretName) string)", file);
            Assert.DoesNotMatch(@"(?i)list(Account)?Keys\(|listSecrets\(|SharedAccessKey|AccountKey=|SSWS |-----BEGIN", file);
            Assert.DoesNotMatch(@"'[A-Za-z0-9+/_-]{40,}={0,2}'", file);
        }
    }

    private static void TakesNoKeys(DeployedResource account, string publicNetworkAccess)
    {
        Assert.Equal("false", account.Text("properties", "allowSharedKeyAccess"));
        Assert.Equal("false", account.Text("properties", "allowBlobPublicAccess"));
        Assert.Equal("true", account.Text("properties", "supportsHttpsTrafficOnly"));
        Assert.Equal("TLS1_2", account.Text("properties", "minimumTlsVersion"));
        Assert.Equal(publicNetworkAccess, account.Text("properties", "publicNetworkAccess"));
    }

    private Task<Deployment> ProvisionAsync(bool isolated) => isolated ? bicep.ProvisionAsync(("NETWORK_ISOLATION", "true")) : bicep.ProvisionAsync();
}
