using RiskFunctions.Infra.Tests.Tools;

namespace RiskFunctions.Infra.Tests;

public sealed class WorkflowTests
{
    public static TheoryData<string> Workflows => [.. Repository.Find(".github/workflows", "*.yml")];

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Actions_are_pinned_to_a_commit_and_name_its_release(string path)
    {
        var uses = Pattern.Matches(Repository.Read(path), @"uses: (.+)$");

        Assert.NotEmpty(uses);
        Assert.All(uses, action => Assert.Matches(@"^[\w/.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", action));
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Jobs_get_no_more_than_they_need(string path)
    {
        var text = Repository.Read(path);

        Assert.Matches(@"(?m)^permissions: \{\}$", text);
        // A token of the run's own is how a workflow signs in to Azure without a secret.
        Assert.DoesNotMatch(@"(?<!id-token): write\b", text);
        Assert.DoesNotMatch(@"\bsecrets\.", text);
        Assert.DoesNotContain("pull_request_target", text);
        Assert.Equal(Pattern.Matches(text, @"(runs-on): ").Count, Pattern.Matches(text, @"(timeout-minutes): ").Count);
    }

    [Fact]
    public void Workflow_of_azd_knows_every_value_that_can_be_set()
    {
        var values = Pattern.Matches(Repository.Read("infra/main.bicepparam"), @"readEnvironmentVariable\('(\w+)'").ToList();
        var handed = Pattern.Pairs(Repository.Read(".github/workflows/azure-dev.yml"), @"^  ([A-Z_]+): \$\{\{ vars\.(\w+) \}\}$");
        var azd = Repository.Read("azure.yaml");
        var pipeline = azd[azd.IndexOf("pipeline:", StringComparison.Ordinal)..];

        Assert.All(handed, variable => Assert.Equal(variable.First, variable.Second));
        Assert.Equal(values.Concat(["AZURE_CLIENT_ID", "AZURE_SUBSCRIPTION_ID", "AZURE_TENANT_ID"]).Order(), handed.Select(variable => variable.First).Order());
        Assert.Equal(values.Except(["AZURE_ENV_NAME", "AZURE_LOCATION"]).Order(), Pattern.Matches(pipeline, @"^    - (\w+)$").Order());
    }

    [Fact]
    public void Workflow_of_azd_shows_what_would_change_before_it_deploys()
    {
        var text = Repository.Read(".github/workflows/azure-dev.yml");

        Assert.Matches(@"(?m)^    needs: preview$", text);
        Assert.True(text.IndexOf("azd provision --preview", StringComparison.Ordinal) < text.IndexOf("azd provision --no-prompt", StringComparison.Ordinal));
    }

    // `dotnet test` is the whole test command.
    [Fact]
    public void No_project_stands_outside_the_solution()
    {
        var solution = Repository.Read("RiskFunctions.sln").Replace('\\', '/');
        var projects = new[] { "src", "tests", "infra" }.SelectMany(folder => Repository.Find(folder, "*.csproj")).ToList();

        Assert.Contains("infra/verify/RiskFunctions.Verify.csproj", projects);
        Assert.All(projects, path => Assert.Contains($"\"{path}\"", solution));
    }
}
