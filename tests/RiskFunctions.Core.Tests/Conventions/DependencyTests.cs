using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace RiskFunctions.Core.Tests.Conventions;

/// <summary>Dependencies go one way: App and LocalHost on Azure, Azure on Core, Core on nobody.</summary>
public sealed partial class DependencyTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["RiskFunctions.Core"] = [],
        ["RiskFunctions.Azure"] = ["RiskFunctions.Core"],
        ["RiskFunctions.App"] = ["RiskFunctions.Core", "RiskFunctions.Azure"],
        ["RiskFunctions.LocalHost"] = ["RiskFunctions.Core", "RiskFunctions.Azure"],
    };

    public static TheoryData<string> Projects =>
        [.. Repository.ProjectsOfSource];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_references_only_what_it_may(string project)
    {
        var references = Items(project, "ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Replace('\\', '/')));

        Assert.Empty(references.Except(Allowed[Path.GetFileNameWithoutExtension(project)]));
    }

    [Fact]
    public void Core_uses_no_azure_package() =>
        Assert.DoesNotContain(Items("RiskFunctions.Core/RiskFunctions.Core.csproj", "PackageReference"), IsAzure);

    [Fact]
    public void Core_assembly_references_nothing_of_azure_and_no_other_project() =>
        Assert.DoesNotContain(
            typeof(ServiceCollectionExtensions).Assembly.GetReferencedAssemblies(),
            a => IsAzure(a.Name!) || a.Name!.StartsWith("RiskFunctions"));

    [Fact]
    public void Source_names_no_test_project()
    {
        var references = Repository.ProjectsOfSource.SelectMany(project => Items(project, "ProjectReference"));

        Assert.DoesNotContain(references, r => r.Contains("tests", StringComparison.OrdinalIgnoreCase));
    }

    // The sandbox judges what Core writes; with Core's own types it would repeat Core's mistakes.
    [Fact]
    public void Sandbox_uses_no_type_of_core()
    {
        var sandbox = Path.Combine(Repository.Source, "RiskFunctions.LocalHost", "Sandbox");
        var faults = Directory.Exists(sandbox)
            ? Directory.EnumerateFiles(sandbox, "*.cs", SearchOption.AllDirectories)
                .SelectMany(
                    file => File.ReadLines(file).Where(line => CoreNamespace().IsMatch(line)).Select(line => $"{Path.GetFileName(file)}: {line.Trim()}"))
            : [];

        Assert.Empty(faults);
    }

    [Theory]
    [InlineData("using RiskFunctions.Okta;", true)]
    [InlineData("using static RiskFunctions.RiskEvents.RiskEventLimits;", true)]
    [InlineData("var limit = RiskEvents.RiskEventLimits.SubjectsPerEvent;", true)]
    [InlineData("var error = new global::RiskFunctions.Okta.OktaError();", true)]
    [InlineData("namespace RiskFunctions.LocalHost.Sandbox;", false)]
    [InlineData("using RiskFunctions.LocalHost.Sandbox.Rules;", false)]
    [InlineData("/// Okta. Signals are", false)]
    public void CoreNamespace_finds_uses_of_core_only(string line, bool expected) => Assert.Equal(expected, CoreNamespace().IsMatch(line));

    private static bool IsAzure(string name) =>
        name.StartsWith("Azure.") || name.StartsWith("Microsoft.Azure.");

    private static IEnumerable<string> Items(string project, string item) =>
        XDocument.Load(Path.Combine(Repository.Source, project)).Descendants(item).Select(i => i.Attribute("Include")!.Value);

    // Sandbox code lives inside the namespace RiskFunctions, so "Okta.OktaError" without a using reaches Core as well.
    [GeneratedRegex(
        @"(?<![\w.])(global::)?(RiskFunctions\.)?(Signals|RiskEvents|Okta|Metering|Delivery|Secrets)(\.[A-Z]\w*)*(\.[A-Z]\w*|;)(?!\w)",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex CoreNamespace();
}
