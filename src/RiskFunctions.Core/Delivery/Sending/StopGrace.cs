namespace RiskFunctions.Delivery.Sending;

/// <summary>What a batch gets when the process stops, or when its hold ends. A host that is itself given little time registers less.</summary>
/// <param name="InFlight">For the answer to a request that has left. Settlements come after it, so it is a part of what the process has.</param>
internal sealed record StopGrace(TimeSpan InFlight)
{
    public static readonly TimeSpan DefaultInFlight = TimeSpan.FromSeconds(4);
}
