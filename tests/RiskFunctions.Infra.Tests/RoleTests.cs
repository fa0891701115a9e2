using System.Text.Json;
using RiskFunctions.Infra.Tests.Bicep;
using RiskFunctions.Infra.Tests.Tools;

namespace RiskFunctions.Infra.Tests;

/// <summary>Who may do what: docs/permissions.md, as code.</summary>
[Collection(BicepTests.Name)]
public sealed class RoleTests(CompiledBicep bicep)
{
    private const string Topic = "Microsoft.ServiceBus/namespaces/NAME/topics/risk-signals";

    // The receiver stands on each lane: narrower than the topic, and right for those who say that the topic's does not reach down.
    [Fact]
    public async Task App_gets_exactly_these_roles()
    {
        var roles = (await bicep.ProvisionAsync()).Roles.ToList();

        Assert.Equal(
            [
                "keyVaultSecretsUser on Microsoft.KeyVault/vaults/NAME/secrets/okta-api-token",
                "monitoringMetricsPublisher on Microsoft.Insights/components/NAME",
                $"serviceBusDataReceiver on {Topic}/subscriptions/high",
                $"serviceBusDataReceiver on {Topic}/subscriptions/low",
                $"serviceBusDataReceiver on {Topic}/subscriptions/medium",
                "storageBlobDataContributor on Microsoft.Storage/storageAccounts/NAME/blobServices/default/containers/rate-meter",
                "storageBlobDataOwner on Microsoft.Storage/storageAccounts/NAME",
            ],
            roles.Select(Describe).Order(StringComparer.Ordinal));
        Assert.All(roles, role => Assert.Contains("/userAssignedIdentities/", role.Principal));
        Assert.All(roles, role => Assert.Equal("ServicePrincipal", role.PrincipalType));
    }

    [Fact]
    public async Task Right_on_the_secret_follows_its_name()
    {
        var deployment = await bicep.ProvisionAsync(("OKTA_AUTHENTICATION", "PrivateKeyJwt"), ("OKTA_SECRET_NAME", "okta-key"));

        Assert.Contains("keyVaultSecretsUser on Microsoft.KeyVault/vaults/NAME/secrets/okta-key", deployment.Roles.Select(Describe));
        Assert.Equal("okta-key", deployment.AppSettings["Okta__PrivateKeySecret"]);
    }

    [Theory]
    [InlineData("true", "storageBlobDataContributor on Microsoft.Storage/storageAccounts/NAME")]
    [InlineData("false", null)]
    public async Task Security_events_bring_the_right_on_their_key_and_on_the_public_keys(string publishes, string? writer)
    {
        var plain = (await bicep.ProvisionAsync()).Roles.Select(Describe).ToList();
        var roles = (await bicep.ProvisionAsync(("SECURITY_EVENTS_ENABLED", "true"), ("PUBLIC_KEYS", publishes))).Roles.ToList();
        var added = roles.Where(role => !plain.Contains(Describe(role))).ToList();

        Assert.Equal(plain.Count + added.Count, roles.Count);
        Assert.Equal(
            new[] { "keyVaultSecretsUser on Microsoft.KeyVault/vaults/NAME/secrets/security-events-key", writer }.OfType<string>(),
            added.Select(Describe).Order(StringComparer.Ordinal));
        Assert.All(added, role => Assert.Contains("/userAssignedIdentities/", role.Principal));
    }

    [Fact]
    public async Task Senders_are_of_any_kind()
    {
        var deployment = await bicep.ProvisionAsync(("SENDER_PRINCIPAL_IDS", """["id-1","User:id-2","Group:id-3"]"""));
        var senders = deployment.Roles.Where(role => role.Role == "serviceBusDataSender").ToList();

        Assert.Equal([("id-1", null), ("id-2", "User"), ("id-3", "Group")], senders.Select(sender => (sender.Principal, sender.PrincipalType)).Order());
        Assert.All(senders, sender => Assert.Equal($"serviceBusDataSender on {Topic}", Describe(sender)));
    }

    [Fact]
    public void Templates_assign_no_role_without_the_list()
    {
        var templates = Repository.Find("infra", "*.bicep").Select(Repository.Read);

        Assert.All(templates, text => Assert.DoesNotMatch("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", text));
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
        var found = roles.RootElement.EnumerateObject().Select(role => role.Value);

        Assert.Equal(
            [
                "Azure Service Bus Data Receiver 4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0",
                "Azure Service Bus Data Sender 69a216fc-b8fb-44d8-bc22-1f3c2cd27a39",
                "Key Vault Secrets User 4633458b-17de-408a-b874-0445c86b69e6",
                "Microsoft Sentinel Reader 8d289c81-5878-46d4-8554-54e1e3d8b5cb",
                "Monitoring Metrics Publisher 3913510d-42f4-4e42-8a64-420c390055eb",
                "Storage Blob Data Contributor ba92f5b4-2d11-453d-a403-e96b0029c9fe",
                "Storage Blob Data Owner b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
            ],
            found.Select(role => $"{role.GetProperty("name").GetString()} {role.GetProperty("id").GetString()}").Order(StringComparer.Ordinal));
    }

    /// <summary>The name of the resource itself, which is made of the environment's, taken out.</summary>
    private static string Describe(DeployedRole role)
    {
        var parts = role.Scope.Split("/providers/")[1].Split('/');
        parts[2] = "NAME";
        return $"{role.Role} on {string.Join('/', parts)}";
    }
}
