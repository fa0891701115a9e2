using System.Runtime.InteropServices;

namespace RiskFunctions.Signals.Screening;

/// <summary>When a signal was seen and when it stops counting: UTC, whole milliseconds.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SignalTimes(DateTimeOffset Timestamp, DateTimeOffset? ExpiresAt);
