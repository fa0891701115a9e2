using RiskFunctions.Metering;

namespace RiskFunctions.Delivery;

/// <summary>One destination at one moment.</summary>
/// <param name="Meter">Its budget, which all instances share.</param>
/// <param name="Circuit">This process's way to it.</param>
public sealed record DestinationSnapshot(MeterSnapshot Meter, CircuitSnapshot Circuit);
