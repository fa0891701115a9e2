using System.Text.Json;
using RiskFunctions.Infra.Tests.Bicep;

namespace RiskFunctions.Infra.Tests;

/// <summary>Who may do what: docs/permissions.md, as code.</summary>
[Collection(BicepTests.Name)]
public sealed class RoleTests(ParsedBicep bicep)
{
    private static readonly string[] Expected =
    [
        "keyvault.bicep: keyVaultSecretsUser on Microsoft.KeyVault/vaults/secrets for readerPrincipalId",
        "monitoring.bicep: monitoringMetricsPublisher on Microsoft.Insights/components for publisherPrincipalId",
        "sender.bicep: serviceBusDataSender on Microsoft.ServiceBus/namespaces/topics for principalId",
        "servicebus.bicep: serviceBusDataReceiver on Microsoft.ServiceBus/namespaces/topics for receiverPrincipalId",
        "servicebus.bicep: serviceBusDataSender on Microsoft.ServiceBus/namespaces/topics for principalId",
        "storage.bicep: storageBlobDataContributor on Microsoft.Storage/storageAccounts/blobServices/containers for containerContributorPrincipalId",
        "storage.bicep: storageBlobDataOwner on Microsoft.Storage/storageAccounts for accountOwnerPrincipalId",
    ];

    [NeedsNpmFact]
    public void Assignments_are_the_expected_ones()
    {
        var found = from file in bicep.Files
                    from resource in file.Resources
                    where resource.Type == "Microsoft.Authorization/roleAssignments"
                    let role = Assert.Single(Pattern.Matches(resource.Text("properties", "roleDefinitionId")!, @"^subscriptionResourceId\('Microsoft.Authorization/roleDefinitions', roles\.(\w+)\.id\)$"))
                    let scope = file.Resource(resource.Text("scope")!)
                    select $"{Path.GetFileName(file.Path)}: {role} on {scope.Type} for {resource.Text("properties", "principalId")}";

        Assert.Equal(Expected, found.Order(StringComparer.Ordinal));
    }

    [NeedsNpmFact]
    public void Each_account_of_storage_has_one_kind_of_right()
    {
        var modules = bicep["infra/main.bicep"].Modules.ToDictionary(module => module.Children[0].Text);

        Assert.Equal(("identity.outputs.principalId", "''"), RightsOf("hostStorage"));
        Assert.Equal(("''", "identity.outputs.principalId"), RightsOf("meterStorage"));

        (string?, string?) RightsOf(string symbol) =>
            (modules[symbol].At("params", "accountOwnerPrincipalId")?.Text, modules[symbol].At("params", "containerContributorPrincipalId")?.Text);
    }

    [NeedsNpmFact]
    public void Templates_assign_no_role_without_the_list()
    {
        var ids = bicep.Files.SelectMany(file => Pattern.Matches(file.Root.Text, "([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"));

        Assert.Empty(ids);
    }

    [Fact]
    public void Page_lists_every_role_with_its_id()
    {
        using var roles = JsonDocument.Parse(Repository.Read("infra/roles.json"));
        var page = Repository.Read("docs/permissions.md");

        Assert.All(roles.RootElement.EnumerateObject(), role => Assert.True(
            Pattern.IsMatch(page, $@"^\|.*{role.Value.GetProperty("name").GetString()}.*{role.Value.GetProperty("id").GetString()}.*\|$"),
            $"docs/permissions.md has no row for {role.Name}"));
    }

    [Fact]
    public void Roles_have_the_published_ids()
    {
        using var roles = JsonDocument.Parse(Repository.Read("infra/roles.json"));
        var found = roles.RootElement.EnumerateObject().Select(role => $"{role.Value.GetProperty("name").GetString()} {role.Value.GetProperty("id").GetString()}");

        Assert.Equal(
            [
                "Azure Service Bus Data Receiver 4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0",
                "Azure Service Bus Data Sender 69a216fc-b8fb-44d8-bc22-1f3c2cd27a39",
                "Key Vault Secrets User 4633458b-17de-408a-b874-0445c86b69e6",
                "Monitoring Metrics Publisher 3913510d-42f4-4e42-8a64-420c390055eb",
                "Storage Blob Data Contributor ba92f5b4-2d11-453d-a403-e96b0029c9fe",
                "Storage Blob Data Owner b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
            ],
            found.Order(StringComparer.Ordinal));
    }
}
