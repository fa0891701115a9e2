using RiskFunctions.Infra.Tests.Bicep;
using RiskFunctions.Infra.Tests.Tools;

namespace RiskFunctions.Infra.Tests;

/// <summary>azure.yaml, the parameter file, the templates and the pages name the same things.</summary>
[Collection(BicepTests.Name)]
public sealed class DeploymentPageTests(CompiledBicep bicep)
{
    private static readonly string Page = Repository.Read("docs/operations.md");

    [Fact]
    public void Page_names_every_value_that_can_be_set()
    {
        var read = Pattern.Matches(Repository.Read("infra/main.bicepparam"), @"readEnvironmentVariable\('(\w+)'");
        var names = read.Except(["AZURE_ENV_NAME", "AZURE_LOCATION"]).ToList();

        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.Contains(name, Page));
    }

    [Fact]
    public Task Values_read_back_from_the_environment_are_outputs() => OutputsHoldAsync(Pattern.Matches(
        Page + Repository.Read("docs/playbooks.md") + string.Concat(Repository.Find("infra/playbooks", "*.*").Select(Repository.Read)),
        @"azd env get-value (\w+)"));

    // A name that the self-check knows and the template does not would pass for something that is off.
    [Fact]
    public Task Names_that_the_self_check_reads_are_outputs() =>
        OutputsHoldAsync(Pattern.Matches(Repository.Read("infra/verify/Deployed.cs"), "\"([A-Z]+_[A-Z_]+)\""));

    [Fact]
    public async Task Service_of_azd_is_the_tagged_site()
    {
        var site = (await bicep.ProvisionAsync()).Single("Microsoft.Web/sites");
        var azd = Repository.Read("azure.yaml");

        Assert.Equal("app", site.Text("tags", "azd-service-name"));
        Assert.Matches(@"services:\n(?:\s*#.*\n)*  app:\n    project: \./src/RiskFunctions\.App\n    language: dotnet\n    host: function\n", azd);
    }

    [Fact]
    public async Task Page_of_alerts_has_every_alert()
    {
        var deployment = await bicep.ProvisionAsync();
        var titles = deployment.All("Microsoft.Insights/scheduledQueryRules").Select(rule => rule.Text("properties", "displayName"))
            .Append(deployment.Single("Microsoft.Insights/metricAlerts").Name)
            .ToList();

        Assert.Equal(7, titles.Count);
        Assert.All(titles, title => Assert.Contains($"| {title} |", Page));
    }

    [Fact]
    public void Page_of_the_workbook_has_every_panel()
    {
        var titles = Pattern.Matches(Repository.Read("infra/modules/workbook.bicep"), "title: '([^'(]+?)(?: \\([^']*)?'");

        Assert.Equal(9, titles.Count);
        Assert.All(titles, title => Assert.Contains($"| {title} |", Page));
    }

    [Fact]
    public void Emulator_is_reached_from_this_machine_only_and_has_no_password_of_ours()
    {
        var compose = Repository.Read("infra/emulator/compose.yaml");

        Assert.All(Pattern.Matches(compose, @"^ +- (\S+:\d+)$"), port => Assert.StartsWith("127.0.0.1:", port));
        Assert.All(Pattern.Matches(compose, "MSSQL_SA_PASSWORD: (.+)$"), value => Assert.StartsWith("${MSSQL_SA_PASSWORD:?", value));
        Assert.Contains("./config.json:/ServiceBus_Emulator/ConfigFiles/Config.json:ro", compose);
    }

    private async Task OutputsHoldAsync(IReadOnlyList<string> names)
    {
        var outputs = (await bicep.MainAsync("outputs")).Select(output => output.Key).Append("AZURE_SUBSCRIPTION_ID").ToList();

        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.Contains(name, outputs));
    }
}
