using RiskFunctions.Metering;

namespace RiskFunctions.Delivery;

/// <summary>The flow at one moment.</summary>
/// <param name="Meter">The budget that all instances share.</param>
/// <param name="Circuit">This process's way to Okta.</param>
/// <param name="Counts">What went that way.</param>
public sealed record FlowSnapshot(MeterSnapshot Meter, CircuitSnapshot Circuit, FlowCounts Counts);
