namespace RiskFunctions.Metering.State;

/// <summary>A permit given.</summary>
/// <param name="At">When (UTC, by the clock of the instance that took it).</param>
/// <param name="By">The instance that took it.</param>
internal sealed record MeterGrant(DateTimeOffset At, string By);
