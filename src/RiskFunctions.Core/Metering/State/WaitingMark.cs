using RiskFunctions.Signals;

namespace RiskFunctions.Metering.State;

/// <summary>An instance waits for a permit in this lane, and lower lanes give way until the mark ends.</summary>
/// <param name="By">The waiting instance; it has one mark at most, for its highest waiting lane.</param>
/// <param name="Lane">MEDIUM or HIGH: nobody gives way to LOW.</param>
/// <param name="Until">When the mark ends (UTC) unless it is renewed.</param>
internal sealed record WaitingMark(string By, RiskLevel Lane, DateTimeOffset Until);
