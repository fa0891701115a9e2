namespace RiskFunctions.LocalHost.Broker.Queues;

/// <summary>When to look into a queue again.</summary>
/// <param name="Arrival">Completes when a message comes in, or back.</param>
/// <param name="NextDue">When time alone may bring one (UTC); null when nothing is under way.</param>
internal sealed record QueueWatch(Task Arrival, DateTimeOffset? NextDue);
