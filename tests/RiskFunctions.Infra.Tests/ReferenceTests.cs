using RiskFunctions.Infra.Tests.Bicep;

namespace RiskFunctions.Infra.Tests;

/// <summary>What the compiler would say about names: it cannot be had everywhere.</summary>
[Collection(BicepTests.Name)]
public sealed class ReferenceTests(ParsedBicep bicep)
{
    private IEnumerable<BicepFile> Templates => bicep.Files.Where(file => file.Path.EndsWith(".bicep", StringComparison.Ordinal));

    [NeedsNpmFact]
    public void Every_name_is_declared() => Assert.Empty(bicep.Files.SelectMany(BicepSymbols.Unknown));

    [NeedsNpmFact]
    public void Every_parameter_and_variable_is_used()
    {
        var unused = from file in Templates
                     let used = BicepSymbols.Used(file).Select(node => node.Text).ToHashSet()
                     from declaration in file.Root.Descendants()
                     where declaration.Type is "parameter_declaration" or "variable_declaration"
                     where !used.Contains(declaration.Children[0].Text)
                     select $"{file.Path} {declaration}";

        Assert.Empty(unused);
    }

    [NeedsNpmFact]
    public void Modules_get_the_parameters_they_declare()
    {
        foreach (var (file, module, target) in Modules())
        {
            var given = module.At("params")!.Properties().Keys.ToHashSet();
            var declared = target.Parameters.Select(node => node.Children[0].Text).ToHashSet();

            Assert.True(given.IsSubsetOf(declared), $"{file.Path} {module}: unknown {string.Join(", ", given.Except(declared))}");
            Assert.True(given.IsSupersetOf(target.RequiredParameters), $"{file.Path} {module}: missing {string.Join(", ", target.RequiredParameters.Except(given))}");
        }
    }

    [NeedsNpmFact]
    public void Outputs_that_are_read_exist()
    {
        var read = 0;
        foreach (var (file, module, target) in Modules())
        {
            var prefix = module.Children[0].Text;
            foreach (var reference in Pattern.Matches(file.Root.Text, $@"\b{prefix}!?\.outputs\.(\w+)"))
            {
                read++;
                Assert.Contains(reference, target.Outputs);
            }
        }

        Assert.True(read > 20);
    }

    [NeedsNpmFact]
    public void Files_that_are_loaded_exist()
    {
        foreach (var file in Templates)
        {
            var folder = Path.GetDirectoryName(file.Path)!;
            foreach (var path in Pattern.Matches(file.Root.Text, @"\bload(?:Json|Text)Content\('([^']+)'\)").Where(path => !path.EndsWith("config.json", StringComparison.Ordinal)))
            {
                Assert.True(Repository.Has(Path.Combine(folder, path)), $"{file.Path} loads {path}");
            }
        }
    }

    [NeedsNpmFact]
    public void The_parameter_file_sets_every_parameter()
    {
        var given = bicep["infra/main.bicepparam"].Declarations("variable_declaration").Select(node => node.Children[0].Text);

        Assert.Equal(bicep["infra/main.bicep"].Parameters.Select(node => node.Children[0].Text).Order(), given.Order());
    }

    private IEnumerable<(BicepFile File, BicepNode Module, BicepFile Target)> Modules() =>
        from file in Templates
        from module in file.Modules
        let path = module.Children[1].Text.Trim('\'')
        let full = Path.GetRelativePath(Repository.Root, Path.GetFullPath(Path.Combine(Repository.Root, Path.GetDirectoryName(file.Path)!, path))).Replace('\\', '/')
        select (file, module, bicep[full]);
}
