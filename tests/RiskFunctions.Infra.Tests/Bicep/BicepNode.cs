namespace RiskFunctions.Infra.Tests.Bicep;

/// <summary>A node of a syntax tree as parse/parse.mjs prints it.</summary>
public sealed record BicepNode
{
    /// <summary>The grammar's name of it, for example <c>resource_declaration</c>.</summary>
    public required string Type { get; init; }

    public required string Text { get; init; }

    /// <summary>From 1.</summary>
    public required int Line { get; init; }

    /// <summary>Where the parser found something else than it needed.</summary>
    public required bool IsBroken { get; init; }

    public required IReadOnlyList<BicepNode> Children { get; init; }

    public IEnumerable<BicepNode> Descendants() => Children.SelectMany(child => child.Descendants().Prepend(child));

    /// <summary>The first object inside, this one included: the body of a resource or module, behind its condition or loop.</summary>
    public BicepNode? Body() => Descendants().Prepend(this).FirstOrDefault(node => node.Type == "object");

    /// <summary>The properties of an object by name; nested resources are left out.</summary>
    public IReadOnlyDictionary<string, BicepNode> Properties() => Children
        .Where(child => child.Type == "object_property" && child.Children.Count == 2)
        .ToDictionary(child => child.Children[0].Text.Trim('\''), child => child.Children[1], StringComparer.Ordinal);

    /// <summary>The value at a path of property names below this object, or null.</summary>
    public BicepNode? At(params string[] path)
    {
        var node = Type == "object" ? this : Body();
        foreach (var name in path)
        {
            node = node is { Type: "object" } ? node.Properties().GetValueOrDefault(name) : null;
        }

        return node;
    }

    public override string ToString() => $"line {Line}: {Text.Split('\n')[0]}";
}
