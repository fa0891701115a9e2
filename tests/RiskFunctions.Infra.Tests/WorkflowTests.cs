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
        Assert.DoesNotMatch(@": write\b", text);
        Assert.DoesNotContain("pull_request_target", text, StringComparison.Ordinal);
        Assert.Equal(Pattern.Matches(text, @"(runs-on): ").Count, Pattern.Matches(text, @"(timeout-minutes): ").Count);
    }

    [Fact]
    public void Projects_outside_the_solution_are_built_by_the_developers_script()
    {
        var solution = Repository.Read("RiskFunctions.sln").Replace('\\', '/');
        var outside = Repository.Find("tests", "*.csproj").Where(path => !solution.Contains($"\"{path}\"")).Select(Path.GetDirectoryName).ToList();

        Assert.Equal(["tests/RiskFunctions.Infra.Compile"], outside);
        Assert.All(outside, folder => Assert.Matches($@"(?m)^if has_packages {folder}; then\n.*dotnet (build|test) {folder} --no-restore$", Repository.Read(".ci/run")));
    }
}
