using RiskFunctions.Delivery;
using RiskFunctions.LocalHost.Broker.Queues;
using RiskFunctions.LocalHost.Sandbox.SecurityEvents;
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
    StatusDocument.UsersPart? Users,
    IReadOnlyDictionary<string, LaneWait> Waits,
    StatusDocument.HostPart Host,
    StatusDocument.SandboxPart? Sandbox)
{
    public static StatusDocument Of(InMemoryBroker broker, FlowSnapshot flow, HostPart host, SandboxPart? sandbox) => new(
        broker.Counts(),
        MeterPart.Of(flow.Meter),
        new DeliveredPart(flow.Counts.Requests, flow.Counts.Events, flow.Counts.Subjects, flow.Counts.Messages),
        flow.Counts.Suppressed,
        flow.Counts.WithoutAddress,
        flow.Counts.Cleared,
        CircuitPart.Of(flow.Circuit),
        flow.Users is { } users
            ? new UsersPart(flow.Counts.SecurityEvents, flow.Counts.UsersLeftOut, MeterPart.Of(users.Meter), CircuitPart.Of(users.Circuit))
            : null,
        broker.Waits(),
        host,
        sandbox);

    internal sealed record MeterPart(
        int Limit, int WindowSeconds, int Used, DateTimeOffset? BlockedUntil, string Store, IReadOnlyList<MinuteUse> History)
    {
        public static MeterPart Of(MeterSnapshot meter) =>
            new(meter.Limit, (int)meter.Window.TotalSeconds, meter.Used, meter.BlockedUntil, meter.Store, meter.History);
    }

    internal sealed record DeliveredPart(long Requests, long Events, long Subjects, long Messages);

    internal sealed record CircuitPart(CircuitState State, string? Reason, DateTimeOffset? Since, DateTimeOffset? NextProbeAt)
    {
        public static CircuitPart Of(CircuitSnapshot circuit) => new(circuit.State, circuit.Reason, circuit.Since, circuit.NextProbeAt);
    }

    /// <summary>Users as security events, with their own meter and circuit; null while they are off.</summary>
    /// <param name="Accepted">Security events that Okta accepted, one user each.</param>
    /// <param name="LeftOut">Users whom messages name and about whom nothing was sent.</param>
    internal sealed record UsersPart(long Accepted, long LeftOut, MeterPart Meter, CircuitPart Circuit);

    /// <summary>This process.</summary>
    /// <param name="Delivers">False when it leaves the messages to workers; circuit and delivered are then not theirs.</param>
    /// <param name="Vault">Whether the credential comes from a vault.</param>
    /// <param name="Failed">Requests that Okta did not accept, by minute.</param>
    /// <param name="AmqpPort">Where clients of Service Bus find the broker.</param>
    internal sealed record HostPart(bool Delivers, bool Vault, IReadOnlyList<FailedMinute> Failed, int AmqpPort);

    /// <summary>What the Okta sandbox has taken; there is none when an org is named.</summary>
    internal sealed record SandboxPart(SecurityEventsPart SecurityEvents)
    {
        private const int MostEvents = 10;

        public static SandboxPart Of(SetRecorder books)
        {
            var counts = books.Snapshot();
            var latest = from record in books.Requests().Reverse()
                         where record is { Accepted: true, IsDuplicate: false }
                         from statement in record.Statements
                         select new SecurityEventPart(record.Arrival.At, statement.Type, statement.Level, statement.SubjectKind, record.IsIgnored);
            return new SandboxPart(
                new SecurityEventsPart(counts.Accepted, counts.Duplicates, counts.Ignored, counts.RefusedByError, [.. latest.Take(MostEvents)]));
        }
    }

    /// <summary>Security event tokens that the sandbox was sent.</summary>
    /// <param name="Accepted">Taken over, each jti once.</param>
    /// <param name="Duplicates">Whose jti was accepted before.</param>
    /// <param name="Ignored">Among the accepted, those that name no user of the org.</param>
    /// <param name="Refused">Refusals by their <c>err</c>.</param>
    /// <param name="Latest">The latest events that were taken over, newest first. Never a user.</param>
    internal sealed record SecurityEventsPart(
        int Accepted, int Duplicates, int Ignored, IReadOnlyDictionary<string, int> Refused, IReadOnlyList<SecurityEventPart> Latest);

    /// <param name="Subject">What is named and how, for example <c>user email</c>.</param>
    internal sealed record SecurityEventPart(DateTimeOffset At, string Type, string? Level, string Subject, bool Ignored);
}
