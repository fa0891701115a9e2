namespace RiskFunctions.LocalHost.Broker.Queues;

/// <summary>More on what waits in a lane.</summary>
/// <param name="Scheduled">Messages that their senders want delivered later; they count as active.</param>
/// <param name="OldestAt">When the oldest message that could be delivered, or is with a receiver, became deliverable (UTC); null when there is none.</param>
internal sealed record LaneWait(int Scheduled, DateTimeOffset? OldestAt);
