namespace RiskFunctions.LocalHost.Broker.Messages;

/// <summary>Where a receiver takes from: a subscription, or its dead-letter queue.</summary>
/// <param name="Subscription">Compared without case.</param>
/// <param name="DeadLetters">True for <c>$deadletterqueue</c>.</param>
internal readonly record struct QueueAddress(string Subscription, bool DeadLetters = false);
