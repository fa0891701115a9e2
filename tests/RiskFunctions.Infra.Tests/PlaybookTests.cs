using RiskFunctions.Infra.Tests.Bicep;

namespace RiskFunctions.Infra.Tests;

[Collection(BicepTests.Name)]
public sealed class PlaybookTests(ParsedBicep bicep)
{
    private BicepNode Definition => bicep["infra/playbooks/playbook.bicep"].Resource("playbook").Node.At("properties", "definition")!;

    private BicepNode Body => Definition.At("actions", "Send_to_Service_Bus", "inputs", "body")!;

    [NeedsNpmFact]
    public void Incidents_and_alerts_have_one_each()
    {
        var paths = bicep["infra/playbooks/main.bicep"].Modules
            .Where(module => module.Children[1].Text == "'playbook.bicep'")
            .Select(module => module.At("params", "triggerPath")!.Text);

        Assert.Equal(["'/incident-creation'", "'/subscribe'"], paths.Order());
    }

    [NeedsNpmFact]
    public void Playbook_signs_in_with_its_own_identity()
    {
        var playbook = bicep["infra/playbooks/playbook.bicep"].Resource("playbook");
        var connections = playbook.Node.At("properties", "parameters", "$connections", "value")!;

        Assert.Equal("'SystemAssigned'", playbook.Text("identity", "type"));
        Assert.Equal(["azuresentinel", "servicebus"], connections.Properties().Keys.Order());
        Assert.All(connections.Properties().Values, connection => Assert.Equal("'ManagedServiceIdentity'", connection.At("connectionProperties", "authentication", "type")?.Text));
    }

    [NeedsNpmFact]
    public void Connections_hold_no_key()
    {
        var properties = bicep["infra/playbooks/connections.bicep"].Resources.SelectMany(connection => connection.Node.At("properties")!.Properties().Keys).Distinct();

        Assert.Equal(["api", "displayName", "parameterValueSet", "parameterValueType"], properties.Order());
        Assert.Equal("'managedIdentityAuth'", bicep["infra/playbooks/connections.bicep"].Resource("serviceBus").Text("properties", "parameterValueSet", "name"));
    }

    [NeedsNpmFact]
    public void Playbooks_may_send_to_the_topic_and_nothing_else()
    {
        var assignments = Repository.Find("infra/playbooks", "*.bicep").SelectMany(path => bicep[path].Resources).Where(resource => resource.Type.EndsWith("roleAssignments", StringComparison.Ordinal));

        var assignment = Assert.Single(assignments);
        Assert.Equal("topic", assignment.Text("scope"));
        Assert.Contains("roles.serviceBusDataSender.id", assignment.Text("properties", "roleDefinitionId"), StringComparison.Ordinal);
    }

    [NeedsNpmFact]
    public void Body_is_passed_on_whole() => Assert.Equal("'@{base64(string(triggerBody()))}'", Body.At("ContentData")?.Text);

    [NeedsNpmFact]
    public void Lane_comes_from_the_severity()
    {
        var file = bicep["infra/playbooks/playbook.bicep"];
        var riskLevel = file.Declarations("variable_declaration").Single(node => node.Children[0].Text == "riskLevel").Children[1].Text;

        Assert.Equal("'@{${riskLevel}}'", Body.At("Properties", "riskLevel")?.Text);
        Assert.Equal(@"'if(equals(${severityName}, \'high\'), \'HIGH\', if(equals(${severityName}, \'medium\'), \'MEDIUM\', \'LOW\'))'", riskLevel);
    }

    [NeedsNpmFact]
    public void Message_id_is_id_and_last_change() =>
        Assert.Equal(@"'@{concat(coalesce(${id}, guid()), \'-\', coalesce(${lastChange}, \'\'))}'", Body.At("MessageId")?.Text);

    [NeedsNpmFact]
    public void Trigger_has_no_address_that_anyone_could_call()
    {
        var file = bicep["infra/playbooks/playbook.bicep"];
        var triggers = Definition.At("triggers")!.Properties().Values.ToList();

        Assert.Equal("'ApiConnectionWebhook'", Assert.Single(triggers).At("type")?.Text);
        Assert.Equal(["principalId"], file.Outputs);
        Assert.DoesNotContain("'Request'", file.Root.Text, StringComparison.Ordinal);
    }

    [NeedsNpmFact]
    public void Run_history_shows_no_incident()
    {
        var trigger = Assert.Single(Definition.At("triggers")!.Properties().Values);

        Assert.Equal("['outputs']", trigger.At("runtimeConfiguration", "secureData", "properties")?.Text);
        Assert.Equal("['inputs', 'outputs']", Definition.At("actions", "Send_to_Service_Bus", "runtimeConfiguration", "secureData", "properties")?.Text);
    }
}
