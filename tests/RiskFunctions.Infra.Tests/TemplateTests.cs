using System.Text.Json.Nodes;
using RiskFunctions.Infra.Tests.Bicep;
using RiskFunctions.Infra.Tests.Tools;

namespace RiskFunctions.Infra.Tests;

/// <summary>The compiler and its linter say nothing against the templates.</summary>
[Collection(BicepTests.Name)]
public sealed class TemplateTests(CompiledBicep bicep)
{
    [Theory]
    [MemberData(nameof(CompiledBicep.Entries), MemberType = typeof(CompiledBicep))]
    public async Task Template_compiles_without_a_warning(string entry)
    {
        var run = await bicep.BuildAsync(entry);

        Assert.Equal("", run.Errors);
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public void No_module_comes_from_a_registry()
    {
        var sources = Repository.Find("infra", "*.bicep").Select(path => Repository.Read(path)).ToList();

        Assert.NotEmpty(sources);
        Assert.All(sources, source => Assert.DoesNotMatch(@"(?m)^(module \w+|import .+ from|using) '(br|ts)[:/]", source));
    }

    [Theory]
    [InlineData("NETWORK_ISOLATION")]
    [InlineData("OKTA_AUTHENTICATION")]
    [InlineData("TRUSTED_NETWORKS")]
    [InlineData("SECURITY_EVENTS_ENABLED")]
    [InlineData("PUBLIC_KEYS")]
    [InlineData("USERS_FROM_ALERTS")]
    public async Task Empty_value_means_the_default(string name)
    {
        var plain = await bicep.ProvisionAsync();

        Assert.Equal(plain.Text, (await bicep.ProvisionAsync((name, ""))).Text);
    }

    [Fact]
    public async Task Region_of_another_cloud_is_refused()
    {
        var (run, _) = await bicep.TryProvisionAsync(("AZURE_LOCATION", "usgovvirginia"));

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("'usgovvirginia' is not part of the allowed value(s)", run.Errors);
    }

    [Fact]
    public async Task Azd_offers_the_regions_of_the_plan()
    {
        var location = (await bicep.MainAsync("parameters"))["location"]!;

        Assert.Equal("location", (string?)location["metadata"]!["azd"]!["type"]);
        Assert.Contains("westeurope", location["allowedValues"]!.AsArray().Select(region => (string?)region));
    }

    [Fact]
    public async Task Okta_org_and_names_of_the_environment_are_all_that_must_be_given()
    {
        var needed = (await bicep.MainAsync("parameters")).Where(parameter => parameter.Value!["defaultValue"] is null);

        Assert.Equal(["environmentName", "location", "oktaOrgUrl"], needed.Select(parameter => parameter.Key).Order());
    }

    [Fact]
    public async Task Parameter_file_gives_every_parameter_a_value_and_the_same_default()
    {
        var main = await bicep.MainAsync("parameters");
        var file = Repository.Read("infra/main.bicepparam");

        Assert.Equal(main.Select(parameter => parameter.Key).Order(), Pattern.Matches(file, @"^param (\w+) =").Order());
        foreach (var (name, fallback) in Pattern.Pairs(file, @"^param (\w+) = (?:json|any)\(textOr\(readEnvironmentVariable\('\w+', ''\), '([^']*)'\)\)$"))
        {
            var declared = main[name]!["defaultValue"]!;
            Assert.Equal(fallback, declared is JsonValue value && value.TryGetValue<string>(out var text) ? text : declared.ToJsonString());
        }
    }
}
