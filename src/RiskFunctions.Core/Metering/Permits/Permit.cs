using RiskFunctions.Metering.State;
using RiskFunctions.Signals;

namespace RiskFunctions.Metering.Permits;

/// <summary>One request may start now.</summary>
/// <param name="Counted">The lane that asked the meter for it. A higher lane may have come meanwhile and taken it.</param>
/// <param name="Grant">What the meter wrote down.</param>
/// <param name="DecidedAt">Timestamp of the <see cref="TimeProvider"/> just before the meter wrote it down.</param>
/// <param name="Waited">How long the lane waited for it.</param>
internal sealed record Permit(RiskLevel Counted, MeterGrant Grant, long DecidedAt, TimeSpan Waited)
{
    /// <summary>Too old to use: the guard for clocks and network would not cover the request.</summary>
    public bool IsStale(TimeProvider time) => AgeAt(time) > MeterRules.PermitLifetime;

    public TimeSpan AgeAt(TimeProvider time) => time.GetElapsedTime(DecidedAt);
}
