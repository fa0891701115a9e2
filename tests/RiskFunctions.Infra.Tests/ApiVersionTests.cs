using RiskFunctions.Infra.Tests.Bicep;

namespace RiskFunctions.Infra.Tests;

/// <summary>One API version for each resource type, all in this list; its properties were checked against the published types of just that version.</summary>
[Collection(BicepTests.Name)]
public sealed class ApiVersionTests(CompiledBicep bicep)
{
    private static readonly SortedDictionary<string, string> Versions = new(StringComparer.Ordinal)
    {
        ["Microsoft.Authorization/roleAssignments"] = "2022-04-01",
        ["Microsoft.Insights/actionGroups"] = "2023-01-01",
        ["Microsoft.Insights/components"] = "2020-02-02",
        ["Microsoft.Insights/diagnosticSettings"] = "2021-05-01-preview",
        ["Microsoft.Insights/metricAlerts"] = "2018-03-01",
        ["Microsoft.Insights/scheduledQueryRules"] = "2023-12-01",
        ["Microsoft.Insights/workbooks"] = "2023-06-01",
        ["Microsoft.KeyVault/vaults"] = "2023-07-01",
        ["Microsoft.KeyVault/vaults/secrets"] = "2023-07-01",
        ["Microsoft.Logic/workflows"] = "2019-05-01",
        ["Microsoft.ManagedIdentity/userAssignedIdentities"] = "2023-01-31",
        ["Microsoft.Network/networkSecurityGroups"] = "2024-05-01",
        ["Microsoft.Network/privateDnsZones"] = "2020-06-01",
        ["Microsoft.Network/privateDnsZones/virtualNetworkLinks"] = "2020-06-01",
        ["Microsoft.Network/privateEndpoints"] = "2024-05-01",
        ["Microsoft.Network/privateEndpoints/privateDnsZoneGroups"] = "2024-05-01",
        ["Microsoft.Network/virtualNetworks"] = "2024-05-01",
        ["Microsoft.OperationalInsights/workspaces"] = "2023-09-01",
        ["Microsoft.Resources/resourceGroups"] = "2024-03-01",
        ["Microsoft.ServiceBus/namespaces"] = "2024-01-01",
        ["Microsoft.ServiceBus/namespaces/topics"] = "2024-01-01",
        ["Microsoft.ServiceBus/namespaces/topics/subscriptions"] = "2024-01-01",
        ["Microsoft.ServiceBus/namespaces/topics/subscriptions/rules"] = "2024-01-01",
        ["Microsoft.Storage/storageAccounts"] = "2024-01-01",
        ["Microsoft.Storage/storageAccounts/blobServices"] = "2024-01-01",
        ["Microsoft.Storage/storageAccounts/blobServices/containers"] = "2024-01-01",
        ["Microsoft.Web/connections"] = "2016-06-01",
        ["Microsoft.Web/serverfarms"] = "2024-04-01",
        ["Microsoft.Web/sites"] = "2024-04-01",
        ["Microsoft.Web/sites/basicPublishingCredentialsPolicies"] = "2024-04-01",
        ["Microsoft.Web/sites/config"] = "2024-04-01",
    };

    [Fact]
    public async Task Templates_use_the_listed_versions()
    {
        List<Deployment> deployments =
        [
            await bicep.ProvisionAsync(("NETWORK_ISOLATION", "true"), ("ALERT_EMAILS", """["soc@example.com"]"""), ("SENDER_PRINCIPAL_IDS", """["1"]""")),
        ];
        foreach (var playbook in CompiledBicep.Playbooks)
        {
            deployments.Add(await bicep.DeployPlaybookAsync(playbook, "sb-first"));
        }

        var used = deployments.SelectMany(deployment => deployment.Resources)
            .Select(resource => $"{resource.Type}@{resource.ApiVersion}")
            .Distinct()
            .Order(StringComparer.Ordinal);

        Assert.Equal(Versions.Select(pair => $"{pair.Key}@{pair.Value}").Order(StringComparer.Ordinal), used);
    }
}
