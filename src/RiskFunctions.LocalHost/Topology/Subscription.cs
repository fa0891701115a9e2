namespace RiskFunctions.LocalHost.Topology;

/// <summary>A subscription of the topic, which is a lane.</summary>
/// <param name="Name">Unique in the topic, compared without case.</param>
/// <param name="Filters">A message is taken once when any of them matches.</param>
internal sealed record Subscription(string Name, IReadOnlyList<SqlFilter> Filters)
{
    public bool Takes(IReadOnlyDictionary<string, object> properties) => Filters.Any(filter => filter.Matches(properties));
}
