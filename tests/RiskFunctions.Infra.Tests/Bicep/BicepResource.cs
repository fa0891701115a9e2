namespace RiskFunctions.Infra.Tests.Bicep;

/// <summary>A resource declaration; the type is the full one, for example <c>Microsoft.KeyVault/vaults/secrets</c>.</summary>
public sealed record BicepResource(string Symbol, string Type, string ApiVersion, bool IsExisting, BicepNode Node)
{
    internal static BicepResource From(BicepNode node, BicepResource? parent)
    {
        var name = node.Children[1].Text.Trim('\'');
        var parts = name.Split('@');
        var type = parts.Length == 2 ? parts[0] : $"{parent!.Type}/{name}";
        var version = parts.Length == 2 ? parts[1] : parent!.ApiVersion;
        return new BicepResource(node.Children[0].Text, type, version, node.Text.Split('\n')[0].Contains(" existing ", StringComparison.Ordinal), node);
    }

    /// <summary>The source text of a property, or null.</summary>
    public string? Text(params string[] path) => Node.At(path)?.Text;
}
