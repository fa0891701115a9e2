namespace RiskFunctions.LocalHost.Demo;

/// <summary>How far the demo is.</summary>
/// <param name="Sent">Messages sent so far.</param>
/// <param name="Waiting">Messages that wait in a lane or are with a pump.</param>
/// <param name="Requests">Requests that the sandbox accepted.</param>
/// <param name="Elapsed">Since the start.</param>
internal sealed record DemoProgress(int Sent, int Waiting, int Requests, TimeSpan Elapsed);
