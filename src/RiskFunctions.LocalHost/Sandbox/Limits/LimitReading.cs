using System.Runtime.InteropServices;

namespace RiskFunctions.LocalHost.Sandbox.Limits;

/// <summary>What a limit says at one moment.</summary>
/// <param name="Passed">Whether the request that asked may pass.</param>
/// <param name="Limit">The advertised limit.</param>
/// <param name="Remaining">How many more requests pass now, by the advertised limit.</param>
/// <param name="ResetIn">How long from now until the moment that <c>X-Rate-Limit-Reset</c> names.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LimitReading(bool Passed, int Limit, int Remaining, TimeSpan ResetIn);
