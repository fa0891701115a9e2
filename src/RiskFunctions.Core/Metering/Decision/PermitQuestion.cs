using RiskFunctions.Signals;

namespace RiskFunctions.Metering.Decision;

/// <summary>An instance asks the meter for one permit.</summary>
/// <param name="By">The instance.</param>
/// <param name="Lane">The highest level of the batch's own signals, without passengers; HIGH for a probe.</param>
/// <param name="StillWaiting">The highest lane that still waits in this instance after a grant; null when none does.</param>
internal readonly record struct PermitQuestion(string By, RiskLevel Lane, RiskLevel? StillWaiting);
