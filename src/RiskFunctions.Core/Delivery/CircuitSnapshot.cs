namespace RiskFunctions.Delivery;

/// <summary>The circuit at one moment.</summary>
/// <param name="State">Whether requests go to Okta freely.</param>
/// <param name="Reason">Why not, in words for an operator; null when closed.</param>
/// <param name="Since">When it opened (UTC); null when closed.</param>
/// <param name="NextProbeAt">When the next probe may go (UTC); null when closed.</param>
public sealed record CircuitSnapshot(CircuitState State, string? Reason, DateTimeOffset? Since, DateTimeOffset? NextProbeAt);
