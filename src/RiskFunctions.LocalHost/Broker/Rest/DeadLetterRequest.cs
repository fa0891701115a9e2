namespace RiskFunctions.LocalHost.Broker.Rest;

/// <summary>Body of a worker's dead-letter call.</summary>
internal sealed record DeadLetterRequest(string Reason, string Description);
