using System.Runtime.InteropServices;

namespace RiskFunctions.LocalHost.Sandbox;

/// <summary>When a risk event request came.</summary>
/// <param name="Number">1 for the first one.</param>
/// <param name="After">Time since the sandbox started, on the monotone clock.</param>
/// <param name="At">True wall-clock time (UTC).</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Arrival(int Number, TimeSpan After, DateTimeOffset At);
