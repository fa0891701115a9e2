using System.Text.Json.Nodes;
using RiskFunctions.Verify;

namespace RiskFunctions.Infra.Tests.Verify;

/// <summary>
/// A deployment as az and azd tell of it. Everything is right unless a test changes an answer. Nobody could record the answers in Azure: they have
/// the documented shape, with what is not read left out.
/// </summary>
internal sealed class RecordedAzure
{
    public const string Principal = "11111111-1111-1111-1111-111111111111";
    public const string Group = "/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/rg-test";
    public const string Topic = Group + "/providers/Microsoft.ServiceBus/namespaces/sb-test/topics/risk-signals";

    private const string Storage = Group + "/providers/Microsoft.Storage/storageAccounts/";
    private readonly List<RecordedAnswer> _answers = [];

    public RecordedAzure()
    {
        foreach (var lane in Lane.All)
        {
            Rules(lane.Name, (lane.Rule, lane.Filter));
            Role(lane.Name, "4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0", $"{Topic}/subscriptions/{lane.Name}");
        }

        Role("okta-api-token", "4633458b-17de-408a-b874-0445c86b69e6", Group + "/providers/Microsoft.KeyVault/vaults/kv-test/secrets/okta-api-token");
        Role("rate-meter", "ba92f5b4-2d11-453d-a403-e96b0029c9fe", Storage + "stmetertest/blobServices/default/containers/rate-meter");
        // A role above reaches down.
        Role("sthosttest", "b7e6dc6d-f1e8-4753-8033-0f276bb0955b", Group);
        Role("appi-test", "3913510d-42f4-4e42-8a64-420c390055eb", Group + "/providers/microsoft.insights/components/appi-test");
        Answer("rest --method get --url *secrets/okta-api-token?api-version", """{"properties":{"contentType":null,"attributes":{"enabled":true}}}""");
        Answer("functionapp show", """{"name":"func-test","state":"Running"}""");
        Answer("rest --method post --url *syncfunctiontriggers?api-version=2024-04-01", "");
        Functions("SendHighRiskEvents", "SendMediumRiskEvents", "SendLowRiskEvents", "MeterThroughput");
        Answer("cloud show", """{"name":"AzureCloud"}""");
        Answer("account get-access-token --resource ", """{"accessToken":"recorded"}""");
        AzdKnowsOnly([.. Values.Keys]);
    }

    /// <summary>What azd knows after a provision.</summary>
    public static IReadOnlyDictionary<string, string> Values { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["AZURE_SUBSCRIPTION_ID"] = "22222222-2222-2222-2222-222222222222",
        ["AZURE_RESOURCE_GROUP"] = "rg-test",
        ["AZURE_FUNCTION_APP_NAME"] = "func-test",
        ["AZURE_KEY_VAULT_NAME"] = "kv-test",
        ["AZURE_SERVICE_BUS_NAMESPACE"] = "sb-test",
        ["SIGNALS_TOPIC"] = "risk-signals",
        ["OKTA_CREDENTIAL_NAME"] = "okta-api-token",
        ["AZURE_APP_PRINCIPAL_ID"] = Principal,
        ["AZURE_HOST_STORAGE_NAME"] = "sthosttest",
        ["AZURE_METER_STORAGE_NAME"] = "stmetertest",
        ["AZURE_APPLICATION_INSIGHTS_NAME"] = "appi-test",
        ["AZURE_LOG_WORKSPACE_ID"] = "33333333-3333-3333-3333-333333333333",
    };

    /// <summary>What azd knows besides where security events are on.</summary>
    public static IReadOnlyDictionary<string, string> SecurityEvents { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["SIGNING_KEY_NAME"] = "security-events-key",
        ["AZURE_PUBLIC_KEYS_STORAGE_NAME"] = "stkeystest",
    };

    /// <summary>The newest first, so that what a test says wins.</summary>
    public IEnumerable<RecordedAnswer> Answers => _answers.AsEnumerable().Reverse();

    public RecordedAzure Answer(string words, string answer, int exitCode = 0)
    {
        _answers.Add(new RecordedAnswer("az", words, answer, exitCode));
        return this;
    }

    public RecordedAzure Rules(string lane, params (string Name, string Filter)[] rules) => Answer(
        $"rule list *--subscription-name {lane} ",
        new JsonArray([.. rules.Select(rule => new JsonObject
        {
            ["filterType"] = "SqlFilter",
            ["name"] = rule.Name,
            ["sqlFilter"] = new JsonObject { ["compatibilityLevel"] = 20, ["sqlExpression"] = rule.Filter },
        })]).ToJsonString());

    /// <param name="end">The end of the scope that is asked about.</param>
    /// <param name="role">The id of the role that is there.</param>
    /// <param name="scope">Where it was assigned.</param>
    public RecordedAzure Role(string end, string role, string scope, string principal = Principal) => Answer(
        $"{end}/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01",
        new JsonObject
        {
            ["value"] = new JsonArray(new JsonObject
            {
                ["properties"] = new JsonObject
                {
                    ["principalId"] = principal,
                    ["roleDefinitionId"] = $"/providers/Microsoft.Authorization/roleDefinitions/{role}",
                    ["scope"] = scope,
                },
            }),
        }.ToJsonString());

    public RecordedAzure AzdKnowsOnly(params string[] names) => AzdKnows(Values.Where(value => names.Contains(value.Key)));

    /// <summary>A deployment that speaks about users too, and publishes its keys.</summary>
    public RecordedAzure WithSecurityEvents()
    {
        AzdKnows(Values.Concat(SecurityEvents));
        Role("security-events-key", "4633458b-17de-408a-b874-0445c86b69e6", Group + "/providers/Microsoft.KeyVault/vaults/kv-test/secrets/security-events-key");
        Role("stkeystest", "ba92f5b4-2d11-453d-a403-e96b0029c9fe", Storage + "stkeystest");
        Answer("rest --method get --url *secrets/security-events-key?api-version", """{"properties":{"contentType":"","attributes":{"enabled":true}}}""");
        return Website(isOn: true);
    }

    public RecordedAzure Website(bool isOn) => Answer(
        "storage blob service-properties show --account-name stkeystest --auth-mode login ",
        new JsonObject { ["staticWebsite"] = new JsonObject { ["enabled"] = isOn, ["indexDocument"] = null } }.ToJsonString());

    public RecordedAzure Functions(params string[] names) =>
        Answer("functionapp function list ", new JsonArray([.. names.Select(name => new JsonObject { ["name"] = $"func-test/{name}" })]).ToJsonString());

    private RecordedAzure AzdKnows(IEnumerable<KeyValuePair<string, string>> values)
    {
        _answers.Add(new RecordedAnswer("azd", "env get-values", string.Concat(values.Select(value => $"{value.Key}=\"{value.Value}\"\n"))));
        return this;
    }
}
