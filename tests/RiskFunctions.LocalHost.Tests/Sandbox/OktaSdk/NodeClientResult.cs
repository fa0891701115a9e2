namespace RiskFunctions.LocalHost.Tests.Sandbox.OktaSdk;

/// <summary>What Okta's client made of the answer.</summary>
/// <param name="Status">HTTP status of a refusal; null when accepted.</param>
/// <param name="Backoffs">How often the client waited for the limit by itself.</param>
internal sealed record NodeClientResult(bool Accepted, int? Status, string? ErrorCode, string? Message, int Backoffs);
