namespace RiskFunctions.Delivery.Sending;

/// <summary>The fixed times of sending.</summary>
internal static class DeliveryTimes
{
    /// <summary>The longest time for one try of one request. Okta answers in well under a second.</summary>
    public static readonly TimeSpan Try = TimeSpan.FromSeconds(15);

    /// <summary>Retries within one turn, after its first try.</summary>
    public const int Retries = 3;

    /// <summary>Pause before the first retry; doubles, with jitter.</summary>
    public static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <summary>How long a message is held for one destination when the other has its part, times the fewest deliveries in the batch.</summary>
    public static readonly TimeSpan HeldBesideOther = TimeSpan.FromSeconds(30);
}
