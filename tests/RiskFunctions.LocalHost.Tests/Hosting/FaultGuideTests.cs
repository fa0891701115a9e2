using System.Text;
using RiskFunctions.LocalHost.Sandbox.Faults;

namespace RiskFunctions.LocalHost.Tests.Hosting;

/// <summary>docs/faults.md says what the sandbox does.</summary>
public sealed class FaultGuideTests
{
    private static readonly string Guide = Repository.Read("docs/faults.md");

    [Fact]
    public void Guide_example_is_a_plan_with_the_rules_that_it_shows()
    {
        var example = Guide.Split("```json")[1].Split("```")[0];

        var plan = FaultPlan.Parse(Encoding.UTF8.GetBytes(example));

        Assert.Equal((7, 6), (plan.Seed, plan.Rules.Count));
    }

    [Fact]
    public void Guide_plan_for_curl_is_a_plan()
    {
        var plan = FaultPlan.Parse(Encoding.UTF8.GetBytes(Guide.Split("/sandbox/faults -d '")[1].Split('\'')[0]));

        Assert.Single(plan.Rules);
    }

    [Fact]
    public void Guide_lists_every_fault_and_no_other()
    {
        var table = Guide.Split("## What can go wrong")[1].Split("\n\n")[1];

        var listed = table.Split('\n').Where(l => l.StartsWith("| `")).Select(l => l.Split('`')[1]).Skip(1);

        Assert.Equal(FaultNames.All.Keys.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Guide_lists_every_kind_of_headers()
    {
        Assert.All(Enum.GetNames<HeaderFault>(), name => Assert.Contains($"`{name.ToLowerInvariant()}`", Guide));
    }
}
