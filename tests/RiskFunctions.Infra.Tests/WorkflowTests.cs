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
}
