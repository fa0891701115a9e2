using RiskFunctions.Infra.Tests.Bicep;

namespace RiskFunctions.Infra.Tests;

[Collection(BicepTests.Name)]
public sealed class SyntaxTests(ParsedBicep bicep)
{
    [NeedsNpmFact]
    public void Files_are_found()
    {
        Assert.Contains("infra/main.bicep", bicep.Files.Select(file => file.Path));
        Assert.Contains("infra/main.bicepparam", bicep.Files.Select(file => file.Path));
        Assert.Contains("infra/playbooks/main.bicep", bicep.Files.Select(file => file.Path));
    }

    [NeedsNpmFact]
    public void Every_file_parses()
    {
        var broken = from file in bicep.Files
                     from node in file.Root.Descendants()
                     where node.IsBroken
                     select $"{file.Path} {node}";

        Assert.Empty(broken);
    }

    [NeedsNpmFact]
    public async Task A_broken_file_does_not_parse()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".bicep");
        await File.WriteAllTextAsync(path, "param name string\nresource x 'A/b@1' = {\n  name: \n");

        try
        {
            var file = Assert.Single(await ParsedBicep.ParseAsync([path]));

            Assert.Contains(file.Root.Descendants().Prepend(file.Root), node => node.IsBroken);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
