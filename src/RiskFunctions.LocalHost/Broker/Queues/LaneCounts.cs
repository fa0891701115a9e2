namespace RiskFunctions.LocalHost.Broker.Queues;

/// <summary>How many messages of a lane wait for delivery, are with a receiver, and are dead-lettered.</summary>
internal sealed record LaneCounts(int Active, int Locked, int DeadLettered);
