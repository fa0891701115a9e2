namespace RiskFunctions.LocalHost.Hosting;

/// <summary>Requests of this process in one minute that Okta did not accept.</summary>
/// <param name="Minute">Start of the minute (UTC).</param>
/// <param name="Requests">How many; their permits are in the meter's history too.</param>
internal sealed record FailedMinute(DateTimeOffset Minute, int Requests);
