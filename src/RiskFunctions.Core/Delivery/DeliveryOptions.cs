namespace RiskFunctions.Delivery;

/// <summary>Settings under <c>Delivery</c>.</summary>
public sealed class DeliveryOptions
{
    public const string Section = "Delivery";

    public static readonly TimeSpan DefaultMaxHold = TimeSpan.FromMinutes(8);

    public static readonly TimeSpan DefaultTimestampTolerance = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a batch is held while Okta cannot take it, before it goes back to its lane. Default 8 min; 00:00:10 to 00:09:30.
    /// Below functionTimeout in host.json (10 min), so that the host never cuts a batch off.
    /// </summary>
    public TimeSpan MaxHold { get; set; } = DefaultMaxHold;

    /// <summary>Whether requests with free seats take further messages from the lanes. Default true.</summary>
    public bool FillRequests { get; set; } = true;

    /// <summary>
    /// How far apart the times of signals may be that share an event, when exact times need more than one request.
    /// The event carries the latest time. Default 10 s; 00:00:00 keeps every time exact; at most 00:05:00.
    /// </summary>
    public TimeSpan TimestampTolerance { get; set; } = DefaultTimestampTolerance;
}
