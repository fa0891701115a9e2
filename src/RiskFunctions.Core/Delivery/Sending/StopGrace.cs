namespace RiskFunctions.Delivery.Sending;

/// <summary>What a batch gets when the process stops, or when its hold ends. A host with less time registers less.</summary>
/// <param name="InFlight">The wait for the answer to a request that has left. Settlements need the rest of the process's time.</param>
internal sealed record StopGrace(TimeSpan InFlight)
{
    public static readonly TimeSpan DefaultInFlight = TimeSpan.FromSeconds(4);
}
