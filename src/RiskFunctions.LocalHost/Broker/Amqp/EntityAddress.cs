using RiskFunctions.LocalHost.Broker.Amqp.Wire;
using RiskFunctions.LocalHost.Broker.Messages;
using RiskFunctions.LocalHost.Broker.Queues;

namespace RiskFunctions.LocalHost.Broker.Amqp;

/// <summary>What a link's address names. Clients write it in any case, with or without a host and a leading slash.</summary>
internal abstract record EntityAddress
{
    private const string Subscriptions = "Subscriptions";

    private EntityAddress() { }

    /// <summary>Null when this broker has no such entity.</summary>
    public static EntityAddress? Parse(string address, InMemoryBroker broker)
    {
        var path = Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Host.Length > 0 ? uri.AbsolutePath : address;
        return Of(path.Split('/', StringSplitOptions.RemoveEmptyEntries), broker);
    }

    private static EntityAddress? Of(string[] parts, InMemoryBroker broker) => parts switch
    {
        [var node] when Is(node, AmqpName.TokenAddress) => new Tokens(),
        [.. var entity, var node] when Is(node, AmqpName.ManagementAddress) => Of(entity, broker) switch
        {
            Topic => new Management(null),
            EntityAddress.Queue queue => new Management(queue.Address),
            _ => null,
        },
        [var topic, .. var rest] when Is(topic, broker.Topology.Topic) => rest switch
        {
            [] => new Topic(),
            [var word, var name] when Is(word, Subscriptions) && broker.HasLane(name) => new Queue(new QueueAddress(name)),
            [var word, var name, var dead] when Is(word, Subscriptions) && broker.HasLane(name) && Is(dead, AmqpName.DeadLetterQueue) =>
                new Queue(new QueueAddress(name, DeadLetters: true)),
            _ => null,
        },
        _ => null,
    };

    private static bool Is(string part, string name) => part.Equals(name, StringComparison.OrdinalIgnoreCase);

    public sealed record Topic : EntityAddress;

    public sealed record Queue(QueueAddress Address) : EntityAddress;

    /// <summary>The node for a client's token, which a namespace in Azure would check.</summary>
    public sealed record Tokens : EntityAddress;

    /// <summary>Requests about an entity.</summary>
    /// <param name="Entity">The queue; null for the topic.</param>
    public sealed record Management(QueueAddress? Entity) : EntityAddress;
}
