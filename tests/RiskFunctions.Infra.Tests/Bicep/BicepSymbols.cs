namespace RiskFunctions.Infra.Tests.Bicep;

/// <summary>What a file names and what it refers to. Stands in for the compiler, which is not to be had everywhere.</summary>
internal static class BicepSymbols
{
    private static readonly string[] Declarations = ["parameter_declaration", "variable_declaration", "resource_declaration", "module_declaration"];

    /// <summary>Functions of Bicep that the templates may call.</summary>
    private static readonly HashSet<string> Functions = new(StringComparer.Ordinal)
    {
        "any", "concat", "empty", "environment", "guid", "items", "json", "last", "length", "loadJsonContent", "loadTextContent", "map", "range",
        "readEnvironmentVariable", "resourceGroup", "split", "string", "subscription", "subscriptionResourceId", "tenant", "toLower", "toObject",
        "union", "uniqueString",
        "allowed", "batchSize", "description", "maxLength", "maxValue", "minLength", "minValue", "onlyIfNotExists",
    };

    public static IEnumerable<string> Declared(BicepFile file) => file.Root.Descendants()
        .Where(node => Declarations.Contains(node.Type))
        .Select(node => node.Children[0].Text);

    /// <summary>Names used in expressions, with those that a loop or a lambda declares around them left out.</summary>
    public static IEnumerable<BicepNode> Used(BicepFile file) => Used(file.Root, []);

    public static IEnumerable<string> Unknown(BicepFile file)
    {
        var declared = Declared(file).ToHashSet(StringComparer.Ordinal);
        return Used(file).Where(node => !declared.Contains(node.Text) && !Functions.Contains(node.Text)).Select(node => $"{file.Path} {node}");
    }

    private static IEnumerable<BicepNode> Used(BicepNode node, HashSet<string> local)
    {
        if (node.Type == "identifier")
        {
            return local.Contains(node.Text) ? [] : [node];
        }

        var inner = Local(node).ToHashSet(StringComparer.Ordinal);
        inner.UnionWith(local);
        return node.Children.Skip(IsNamedFirst(node) ? 1 : 0).SelectMany(child => Used(child, inner));
    }

    /// <summary>The first child is the name of what is declared, or of a property, and not a reference.</summary>
    private static bool IsNamedFirst(BicepNode node) =>
        node.Type == "output_declaration"
        || Declarations.Contains(node.Type)
        || (node.Type == "object_property" && node.Children[0].Type == "identifier");

    private static IEnumerable<string> Local(BicepNode node) => node.Type switch
    {
        "for_statement" when node.Children[0].Type == "for_loop_parameters" => node.Children[0].Children.Select(child => child.Text),
        "for_statement" => [node.Children[0].Text],
        "lambda_expression" => node.Children[0].Descendants().Prepend(node.Children[0]).Where(child => child.Type == "identifier").Select(child => child.Text),
        // The grammar lets a lambda end before the [index] or .property of its body.
        "subscript_expression" or "member_expression" when node.Children[0].Type == "lambda_expression" => Local(node.Children[0]),
        _ => [],
    };
}
