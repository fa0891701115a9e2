using RiskFunctions.Signals;

namespace RiskFunctions.Testing.Delivery;

/// <summary>One question to the lanes.</summary>
internal sealed record LaneCall(RiskLevel Lane, int MaxMessages, DateTimeOffset At);
