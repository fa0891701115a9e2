namespace RiskFunctions.LocalHost.Broker.Rest;

/// <summary>Answer of <c>POST /api/dead-letters/replay</c>. The name is a contract.</summary>
internal sealed record ReplayAnswer(int Replayed);
