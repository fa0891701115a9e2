using RiskFunctions.Delivery;
using RiskFunctions.LocalHost.Broker;
using RiskFunctions.Metering;

namespace RiskFunctions.LocalHost.Hosting;

/// <summary>The body of <c>GET /api/status</c>. The names are a contract.</summary>
internal sealed record StatusDocument(
    IReadOnlyDictionary<string, LaneCounts> Lanes,
    StatusDocument.MeterPart Meter,
    StatusDocument.DeliveredPart Delivered,
    long Suppressed,
    long WithoutAddress,
    long Cleared,
    StatusDocument.CircuitPart Circuit,
    IReadOnlyDictionary<string, LaneWait> Waits,
    StatusDocument.HostPart Host)
{
    public static StatusDocument Of(InMemoryBroker broker, FlowSnapshot flow, HostPart host) => new(
        broker.Counts(),
        new MeterPart(
            flow.Meter.Limit,
            (int)flow.Meter.Window.TotalSeconds,
            flow.Meter.Used,
            flow.Meter.BlockedUntil,
            flow.Meter.Store,
            flow.Meter.History),
        new DeliveredPart(flow.Counts.Requests, flow.Counts.Events, flow.Counts.Subjects, flow.Counts.Messages),
        flow.Counts.Suppressed,
        flow.Counts.WithoutAddress,
        flow.Counts.Cleared,
        new CircuitPart(flow.Circuit.State, flow.Circuit.Reason, flow.Circuit.Since, flow.Circuit.NextProbeAt),
        broker.Waits(),
        host);

    internal sealed record MeterPart(
        int Limit, int WindowSeconds, int Used, DateTimeOffset? BlockedUntil, string Store, IReadOnlyList<MinuteUse> History);

    internal sealed record DeliveredPart(long Requests, long Events, long Subjects, long Messages);

    internal sealed record CircuitPart(CircuitState State, string? Reason, DateTimeOffset? Since, DateTimeOffset? NextProbeAt);

    /// <summary>This process.</summary>
    /// <param name="Delivers">False when it leaves the messages to workers; circuit and delivered are then not theirs.</param>
    /// <param name="Vault">Whether the credential comes from a vault.</param>
    /// <param name="Failed">Requests that Okta did not accept, by minute.</param>
    /// <param name="AmqpPort">Where clients of Service Bus find the broker.</param>
    internal sealed record HostPart(bool Delivers, bool Vault, IReadOnlyList<FailedMinute> Failed, int AmqpPort);
}
