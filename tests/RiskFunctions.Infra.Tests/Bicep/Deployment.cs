using System.Text.Json.Nodes;

namespace RiskFunctions.Infra.Tests.Bicep;

/// <summary>The resources that a deployment asks for, evaluated; what only Azure knows stands in them as an expression.</summary>
internal sealed record Deployment(IReadOnlyList<DeployedResource> Resources)
{
    public const string SubscriptionId = "00000000-0000-0000-0000-000000000001";

    public static Deployment Read(string snapshot) => new(
        [.. JsonNode.Parse(snapshot)!["predictedResources"]!.AsArray().Select(resource => new DeployedResource(resource!.AsObject()))]);

    public IEnumerable<DeployedResource> All(string type) => Resources.Where(resource => resource.Type == type);

    public DeployedResource Single(string type) => Assert.Single(All(type));

    /// <summary>What the only condition of the only metric alert says.</summary>
    public JsonNode MetricRule => Single("Microsoft.Insights/metricAlerts").At("properties", "criteria", "allOf")!.AsArray()[0]!;

    /// <summary>All resources as one text. Outputs are left out: the compiler writes them in any order.</summary>
    public string Text => string.Join('\n', Resources.Select(resource => resource.Node.ToJsonString()));

    /// <summary>The app settings of the function app: name and value, values as text.</summary>
    public IReadOnlyDictionary<string, string> AppSettings => Single("Microsoft.Web/sites/config").Node["properties"]!.AsObject()
        .ToDictionary(setting => setting.Key, setting => setting.Value!.GetValue<string>(), StringComparer.Ordinal);

    /// <summary>Role assignments as "role on scope for principal", the last with what they were told.</summary>
    public IEnumerable<DeployedRole> Roles => All("Microsoft.Authorization/roleAssignments").Select(DeployedRole.Read);
}
