using System.Text.Json.Nodes;

namespace RiskFunctions.Infra.Tests.Bicep;

/// <summary>One resource of a deployment.</summary>
internal sealed record DeployedResource(JsonObject Node)
{
    public string Type => Text("type")!;

    public string Id => Text("id")!;

    /// <summary>The last part of its name: <c>high</c> of <c>sb/risk-signals/high</c>.</summary>
    public string Name => Text("name")!.Split('/')[^1];

    public string ApiVersion => Text("apiVersion")!;

    /// <summary>The node at a path of property names, or null.</summary>
    public JsonNode? At(params string[] path) => path.Aggregate<string, JsonNode?>(Node, (node, name) => node?[name]);

    /// <summary>The value at a path as text (true, 500, PT1M), or null.</summary>
    public string? Text(params string[] path) => At(path)?.ToString();

    /// <summary>The value at a path as JSON without spaces, or null.</summary>
    public string? Json(params string[] path) => At(path)?.ToJsonString();
}
