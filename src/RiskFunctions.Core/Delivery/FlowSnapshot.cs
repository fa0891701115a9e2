using RiskFunctions.Metering;

namespace RiskFunctions.Delivery;

/// <summary>The flow at one moment.</summary>
/// <param name="Meter">The budget that all instances share.</param>
/// <param name="Circuit">This process's way to Okta.</param>
/// <param name="Counts">What went that way.</param>
/// <param name="Users">The same for security events, which have a meter and a circuit of their own; null while they are off.</param>
public sealed record FlowSnapshot(MeterSnapshot Meter, CircuitSnapshot Circuit, FlowCounts Counts, DestinationSnapshot? Users);
