using System.Text.Json;

namespace RiskFunctions.LocalHost.Topology;

/// <summary>Reads the names and rules out of the emulator's <c>Config.json</c>.</summary>
internal static class EmulatorConfig
{
    /// <summary>Service Bus's default rule: a subscription without rules takes everything.</summary>
    private const string MatchAll = "1 = 1";

    /// <exception cref="TopologyException">Not this format, or a part of it that this broker does not support.</exception>
    public static BrokerTopology Read(ReadOnlyMemory<byte> content)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            var space = Only(Get(Get(document.RootElement, "UserConfig"), "Namespaces"), "Namespaces");
            var topic = Only(Get(space, "Topics"), "Topics");
            var subscriptions = Items(Get(topic, "Subscriptions"), "Subscriptions").Select(ReadSubscription).ToList();
            var twice = subscriptions.GroupBy(s => s.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1);
            return twice is null && subscriptions.Count > 0
                ? new BrokerTopology(Text(topic, "Name"), subscriptions)
                : throw new TopologyException(twice is null ? "Subscriptions: none." : $"Subscriptions: '{twice.Key}' is there twice.");
        }
        catch (JsonException fault)
        {
            throw new TopologyException("The topology is not JSON.", fault);
        }
    }

    private static Subscription ReadSubscription(JsonElement subscription)
    {
        var name = Text(subscription, "Name");
        var filters = subscription.TryGetProperty("Rules", out var rules)
            ? Items(rules, $"{name}.Rules").Select(rule => ReadFilter(rule, name)).ToList()
            : [];
        return new Subscription(name, filters.Count > 0 ? filters : [new SqlFilter(MatchAll)]);
    }

    private static SqlFilter ReadFilter(JsonElement rule, string subscription)
    {
        var properties = Get(rule, "Properties");
        var type = Text(properties, "FilterType");
        if (!type.Equals("Sql", StringComparison.OrdinalIgnoreCase))
        {
            throw new TopologyException($"Subscription {subscription}, rule {Text(rule, "Name")}: FilterType {type} is not supported, only Sql is.");
        }

        return properties.TryGetProperty("Action", out _)
            ? throw new TopologyException($"Subscription {subscription}, rule {Text(rule, "Name")}: actions are not supported.")
            : new SqlFilter(Text(Get(properties, "SqlFilter"), "SqlExpression"));
    }

    private static JsonElement Only(JsonElement array, string what)
    {
        var items = Items(array, what);
        return items.Count == 1 ? items[0] : throw new TopologyException($"{what}: exactly one is supported, found {items.Count}.");
    }

    private static List<JsonElement> Items(JsonElement array, string what) => array.ValueKind == JsonValueKind.Array
        ? [.. array.EnumerateArray()]
        : throw new TopologyException($"{what}: not an array.");

    private static JsonElement Get(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value)
            ? value
            : throw new TopologyException($"{name} is missing.");

    private static string Text(JsonElement parent, string name) =>
        Get(parent, name) is { ValueKind: JsonValueKind.String } value && value.GetString() is { Length: > 0 } text
            ? text
            : throw new TopologyException($"{name}: not a text.");
}
