using RiskFunctions.Signals;

namespace RiskFunctions.LocalHost.Broker.Rest;

/// <summary>A locked message on the way to a worker in another process.</summary>
internal sealed record WireMessage
{
    public required Guid Token { get; init; }

    public required DateTimeOffset LockedUntil { get; init; }

    public required string MessageId { get; init; }

    public required ReadOnlyMemory<byte> Body { get; init; }

    public required string? ContentType { get; init; }

    public required IReadOnlyDictionary<string, WireProperty> Properties { get; init; }

    public required DateTimeOffset EnqueuedAt { get; init; }

    public required int DeliveryCount { get; init; }

    public static WireMessage Of(LockedDelivery delivery) => new()
    {
        Token = delivery.Token,
        LockedUntil = delivery.LockedUntil,
        MessageId = delivery.Message.MessageId,
        Body = delivery.Message.Body,
        ContentType = delivery.Message.ContentType,
        Properties = delivery.Message.Properties.ToDictionary(p => p.Key, p => WireProperty.Of(p.Value), StringComparer.OrdinalIgnoreCase),
        EnqueuedAt = delivery.Message.EnqueuedAt,
        DeliveryCount = delivery.Message.DeliveryCount,
    };

    public LockedDelivery ToDelivery() => new(Token, LockedUntil, new SignalMessage
    {
        MessageId = MessageId,
        Body = Body,
        ContentType = ContentType,
        Properties = Properties.ToDictionary(p => p.Key, p => p.Value.ToObject(), StringComparer.OrdinalIgnoreCase),
        EnqueuedAt = EnqueuedAt,
        DeliveryCount = DeliveryCount,
    });
}
