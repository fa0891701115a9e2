namespace RiskFunctions.LocalHost.Topology;

/// <summary>
/// Topic, subscriptions and rules, read from <c>infra/emulator/config.json</c> (the Service Bus emulator's own format), which is embedded here.
/// Durations and counts of that file are the emulator's, whose limits are narrow; the broker has its own in its options.
/// </summary>
/// <param name="Topic">The one topic, compared without case.</param>
/// <param name="Subscriptions">The lanes, at least one.</param>
internal sealed record BrokerTopology(string Topic, IReadOnlyList<Subscription> Subscriptions)
{
    private const string Resource = "Topology/config.json";

    /// <exception cref="TopologyException">The file uses what this broker does not support.</exception>
    public static BrokerTopology Load()
    {
        using var stream = typeof(BrokerTopology).Assembly.GetManifestResourceStream(Resource)
            ?? throw new TopologyException($"The embedded resource {Resource} is missing from this build.");
        using MemoryStream content = new();
        stream.CopyTo(content);
        return EmulatorConfig.Read(content.ToArray());
    }

    /// <summary>The subscriptions whose rules take a message with these properties.</summary>
    public IEnumerable<Subscription> Route(IReadOnlyDictionary<string, object> properties) =>
        Subscriptions.Where(subscription => subscription.Takes(properties));
}
