using System.Text.Json.Nodes;
using RiskFunctions.Infra.Tests.Bicep;

namespace RiskFunctions.Infra.Tests;

[Collection(BicepTests.Name)]
public sealed class PlaybookTests(CompiledBicep bicep)
{
    private const string Namespace = "sb-first";

    public static TheoryData<string> Entries => [.. CompiledBicep.Playbooks];

    [Theory]
    [InlineData("playbooks/sentinel-incident/main.bicep", "/incident-creation")]
    [InlineData("playbooks/sentinel-alert/main.bicep", "/subscribe")]
    public async Task Incidents_and_alerts_have_one_each(string entry, string path)
    {
        var trigger = Trigger(await WorkflowAsync(entry));

        // No address that anyone could call.
        Assert.Equal("ApiConnectionWebhook", (string?)trigger["type"]);
        Assert.Equal(path, (string?)trigger["inputs"]!["path"]);
    }

    [Theory]
    [MemberData(nameof(Entries))]
    public async Task Playbook_signs_in_with_an_identity_that_is_there_before_it(string entry)
    {
        var workflow = await WorkflowAsync(entry);
        var identity = Assert.Single(workflow.At("identity", "userAssignedIdentities")!.AsObject()).Key;
        var connections = workflow.At("properties", "parameters", "$connections", "value")!.AsObject();

        Assert.Equal("UserAssigned", workflow.Text("identity", "type"));
        Assert.Equal(["azuresentinel", "servicebus"], connections.Select(connection => connection.Key).Order());
        Assert.All(connections, connection => Assert.Equal(
            $$"""{"type":"ManagedServiceIdentity","identity":"{{identity}}"}""",
            connection.Value!["connectionProperties"]!["authentication"]!.ToJsonString()));
    }

    [Theory]
    [MemberData(nameof(Entries))]
    public async Task Playbook_may_send_to_the_topic_and_read_Sentinel_and_nothing_else(string entry)
    {
        var roles = (await bicep.DeployPlaybookAsync(entry, Namespace)).Roles.ToList();

        Assert.Equal(
            [
                "sentinelReader on rg-sentinel/providers/Microsoft.OperationalInsights/workspaces/sentinel",
                $"serviceBusDataSender on rg-riskfunctions/providers/Microsoft.ServiceBus/namespaces/{Namespace}/topics/risk-signals",
            ],
            roles.Select(role => $"{role.Role} on {role.Scope}").Order());
        Assert.All(roles, role => Assert.Contains("/userAssignedIdentities/", role.Principal));
    }

    // Enabled without its roles, a workflow fails to subscribe to Sentinel, and nobody tries again.
    [Theory]
    [MemberData(nameof(Entries))]
    public async Task Roles_are_there_before_the_workflow(string entry)
    {
        var compiled = JsonNode.Parse((await bicep.BuildAsync(entry)).Output)!;
        var inner = compiled["resources"]!["playbook"]!["properties"]!["template"]!["resources"]!;

        var waitsFor = inner["workflow"]!["dependsOn"]!.AsArray().Select(name => (string?)name);

        Assert.Subset(waitsFor.ToHashSet(), new HashSet<string?> { "sender", "reader" });
    }

    [Theory]
    [MemberData(nameof(Entries))]
    public async Task Playbooks_for_two_namespaces_in_one_group_share_nothing(string entry)
    {
        var first = (await bicep.DeployPlaybookAsync(entry, Namespace)).Resources;
        var second = (await bicep.DeployPlaybookAsync(entry, "sb-second")).Resources;

        // Roles have names that only Azure knows; they hang on the identity, which is compared.
        var compared = first.Where(resource => !resource.Type.EndsWith("roleAssignments")).Select(resource => resource.Id);
        Assert.Empty(compared.Intersect(second.Select(resource => resource.Id), StringComparer.OrdinalIgnoreCase));
    }

    [Theory]
    [MemberData(nameof(Entries))]
    public async Task Connections_hold_no_key(string entry)
    {
        var connections = (await bicep.DeployPlaybookAsync(entry, Namespace)).All("Microsoft.Web/connections").ToDictionary(connection => connection.Name);
        var properties = connections.Values.SelectMany(connection => connection.At("properties")!.AsObject()).Select(property => property.Key);

        Assert.Equal(["riskfunctions-azuresentinel-" + Namespace, "riskfunctions-servicebus-" + Namespace], connections.Keys.Order());
        Assert.Equal(["api", "displayName", "parameterValueSet", "parameterValueType"], properties.Distinct().Order());
        Assert.Equal("managedIdentityAuth", connections["riskfunctions-servicebus-" + Namespace].Text("properties", "parameterValueSet", "name"));
    }

    [Theory]
    [InlineData("sentinel-incident", "['object']?['name']", "['object']?['properties']?['lastModifiedTimeUtc']", "['object']?['properties']?['severity']")]
    [InlineData("sentinel-alert", "['SystemAlertId']", "['TimeGenerated']", "['Severity']")]
    public async Task Message_is_the_whole_body_with_lane_and_id(string playbook, string id, string lastChange, string severity)
    {
        var body = Send(await WorkflowAsync($"playbooks/{playbook}/main.bicep"))["inputs"]!["body"]!;
        var level = $"toLower(coalesce(triggerBody()?{severity}, 'none'))";

        Assert.Equal("@{base64(string(triggerBody()))}", (string?)body["ContentData"]);
        Assert.Equal(
            $"@{{concat(coalesce(triggerBody()?{id}, guid()), '-', coalesce(triggerBody()?{lastChange}, 'none'))}}",
            (string?)body["MessageId"]);
        Assert.Equal($"@{{if(equals({level}, 'high'), 'HIGH', if(equals({level}, 'medium'), 'MEDIUM', 'LOW'))}}", (string?)body["Properties"]!["riskLevel"]);
    }

    [Theory]
    [MemberData(nameof(Entries))]
    public async Task Run_history_shows_no_incident(string entry)
    {
        var workflow = await WorkflowAsync(entry);

        Assert.Equal("""["outputs"]""", Trigger(workflow)["runtimeConfiguration"]!["secureData"]!["properties"]!.ToJsonString());
        Assert.Equal("""["inputs","outputs"]""", Send(workflow)["runtimeConfiguration"]!["secureData"]!["properties"]!.ToJsonString());
    }

    [Theory]
    [MemberData(nameof(Entries))]
    public async Task Failed_run_is_told(string entry)
    {
        var deployment = await bicep.DeployPlaybookAsync(entry, Namespace);
        var workflow = deployment.Single("Microsoft.Logic/workflows");
        var alert = deployment.Single("Microsoft.Insights/metricAlerts");
        var watched = deployment.Single("Microsoft.Insights/diagnosticSettings");
        var rule = deployment.MetricRule;

        Assert.Equal($"""["{workflow.Id}"]""", alert.Json("properties", "scopes"));
        Assert.Equal(
            ("RunsFailed", "Total", "GreaterThan", 0),
            ((string?)rule["metricName"], (string?)rule["timeAggregation"], (string?)rule["operator"], (int)rule["threshold"]!));
        Assert.Equal("""[{"actionGroupId":"/actionGroups/soc"}]""", alert.Json("properties", "actions"));
        Assert.StartsWith(workflow.Id + "/providers/", watched.Id);
        Assert.Equal("WorkflowRuntime", (string?)watched.At("properties", "logs")!.AsArray()[0]!["category"]);
    }

    // The button in the README deploys the built template.
    [Theory]
    [MemberData(nameof(Entries))]
    public async Task Built_template_is_what_the_compiler_makes_of_the_source(string entry)
    {
        var compiled = (await bicep.BuildAsync(entry)).Output;
        var built = $"infra/playbooks/build/{entry.Split('/')[1]}.json";

        Assert.True(
            compiled.ReplaceLineEndings("\n").Trim() == Repository.Read(built).ReplaceLineEndings("\n").Trim(),
            $"{built} is old. Make it anew: bicep build infra/{entry} --outfile {built}");
    }

    [Theory]
    [MemberData(nameof(Entries))]
    public void Playbook_has_a_page_with_picture_and_button(string entry)
    {
        var name = entry.Split('/')[1];
        var page = Repository.Read($"infra/playbooks/{name}/README.md");

        Assert.Contains("](picture.svg)", page);
        Assert.True(Repository.Has($"infra/playbooks/{name}/picture.svg"));
        Assert.Contains($"githubusercontent.com%2FOWNER%2FREPOSITORY%2Fmain%2Finfra%2Fplaybooks%2Fbuild%2F{name}.json)", page);
        Assert.Contains("In its link stand `OWNER` and `REPOSITORY`; put the two parts of your fork's URL there", page);
    }

    private static JsonNode Trigger(DeployedResource workflow) => Assert.Single(workflow.At("properties", "definition", "triggers")!.AsObject()).Value!;

    private static JsonNode Send(DeployedResource workflow) => Assert.Single(workflow.At("properties", "definition", "actions")!.AsObject()).Value!;

    private async Task<DeployedResource> WorkflowAsync(string entry) => (await bicep.DeployPlaybookAsync(entry, Namespace)).Single("Microsoft.Logic/workflows");
}
