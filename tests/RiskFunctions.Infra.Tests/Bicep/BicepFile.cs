namespace RiskFunctions.Infra.Tests.Bicep;

/// <summary>One parsed file; the path is relative to the repository's root, with <c>/</c>.</summary>
public sealed record BicepFile(string Path, BicepNode Root)
{
    public IEnumerable<BicepNode> Declarations(string type) => Root.Descendants().Where(node => node.Type == type);

    public IEnumerable<BicepNode> Parameters => Declarations("parameter_declaration");

    /// <summary>Parameters without a default.</summary>
    public IEnumerable<string> RequiredParameters => Parameters.Where(node => node.Children.Count < 3).Select(node => node.Children[0].Text);

    public IEnumerable<string> Outputs => Declarations("output_declaration").Select(node => node.Children[0].Text);

    public IEnumerable<BicepNode> Modules => Declarations("module_declaration");

    /// <summary>Resources that this file makes, nested ones with their full type; those it only refers to are left out.</summary>
    public IEnumerable<BicepResource> Resources => AllResources.Where(resource => !resource.IsExisting);

    public IEnumerable<BicepResource> AllResources => Collect(Root, parent: null);

    public BicepResource Resource(string symbol) => AllResources.Single(resource => resource.Symbol == symbol);

    private static IEnumerable<BicepResource> Collect(BicepNode node, BicepResource? parent)
    {
        foreach (var child in node.Children)
        {
            if (child.Type != "resource_declaration")
            {
                foreach (var found in Collect(child, parent))
                {
                    yield return found;
                }

                continue;
            }

            var resource = BicepResource.From(child, parent);
            yield return resource;
            foreach (var found in Collect(child, resource))
            {
                yield return found;
            }
        }
    }
}
