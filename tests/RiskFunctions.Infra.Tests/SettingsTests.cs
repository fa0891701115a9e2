using System.Text.Json;
using RiskFunctions.Infra.Tests.Bicep;
using RiskFunctions.Infra.Tests.Contract;

namespace RiskFunctions.Infra.Tests;

/// <summary>Bicep, sample, README and code know the same settings.</summary>
[Collection(BicepTests.Name)]
public sealed class SettingsTests(ParsedBicep bicep)
{
    private const string Sample = "local.settings.sample.json";

    /// <summary>What the sample may hold beyond the settings: the host's own, the emulator's connection string, local secrets, telemetry.</summary>
    private static readonly string[] LocalOnly = ["AzureWebJobsStorage", "FUNCTIONS_WORKER_RUNTIME", "ServiceBus", "OTEL_", "Secrets__"];

    [NeedsNpmFact]
    public void Bicep_sets_every_setting()
    {
        var app = bicep["infra/modules/functionapp.bicep"];
        var set = app.Declarations("variable_declaration").Single(node => node.Children[0].Text == "settings").At()!.Properties().Keys
            .Concat(Pattern.Matches(app.Root.Text, @"'(Signals__\w+)__\$\{"));

        Assert.Equal(Settings.All.Concat(Settings.Connection).Order(StringComparer.Ordinal), set.Order(StringComparer.Ordinal));
    }

    // Each of these kinds is an enumeration in Core, and a value that it does not know stops the app at its start.
    [NeedsNpmFact]
    public void Bicep_allows_exactly_the_values_that_the_code_knows()
    {
        var main = bicep["infra/main.bicep"].Root.Text;

        Assert.Equal(Members("src/RiskFunctions.Core/Okta/DPoPUse.cs"), Allowed("oktaDPoP"));
        Assert.Equal(Members("src/RiskFunctions.Core/Okta/OktaAuthentication.cs"), Allowed("oktaAuthentication"));
        Assert.Contains("Okta__DPoP: oktaDPoP", bicep["infra/modules/functionapp.bicep"].Root.Text, StringComparison.Ordinal);

        IReadOnlyList<string> Allowed(string parameter) =>
            Pattern.Matches(Assert.Single(Pattern.Matches(main, $@"@allowed\(\[(.+)\]\)\nparam {parameter} ")), "'(\\w+)'");

        static IReadOnlyList<string> Members(string path) => Pattern.Matches(Repository.Read(path), @"^    (\w+),$");
    }

    [NeedsNpmFact]
    public void Bicep_gives_the_host_its_identities()
    {
        var host = bicep["infra/modules/functionapp.bicep"].Declarations("variable_declaration").Single(node => node.Children[0].Text == "hostSettings").At()!.Properties().Keys;

        Assert.Equal(
            [
                "APPLICATIONINSIGHTS_AUTHENTICATION_STRING", "APPLICATIONINSIGHTS_CONNECTION_STRING", "AZURE_CLIENT_ID", "AzureWebJobsStorage__accountName",
                "AzureWebJobsStorage__clientId", "AzureWebJobsStorage__credential",
            ],
            host.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Code_reads_what_is_listed()
    {
        var read = Settings.ReadByCode();
        var sections = read.Select(SectionOf).ToHashSet();

        Assert.Equal(
            Settings.All.Where(name => sections.Contains(SectionOf(name))).Order(StringComparer.Ordinal),
            read.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Sample_has_every_setting_and_no_other()
    {
        using var sample = JsonDocument.Parse(Repository.Read(Sample));
        var set = sample.RootElement.GetProperty("Values").EnumerateObject().Select(value => Settings.Normalize(value.Name)).Distinct().ToList();

        Assert.Empty(Settings.All.Except(set));
        Assert.DoesNotContain(set.Except(Settings.All), name => !LocalOnly.Any(allowed => name == allowed || (allowed.EndsWith('_') && name.StartsWith(allowed))));
    }

    [Fact]
    public void Readme_documents_every_setting()
    {
        var readme = Repository.Read("README.md");

        Assert.All(Settings.All, name => Assert.Contains($"`{name.Replace("__", ":")}", readme));
    }

    private static string SectionOf(string name) => name.Split("__")[0];
}
