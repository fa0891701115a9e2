namespace RiskFunctions.Delivery;

/// <summary>Settings under <c>Delivery</c>.</summary>
public sealed class DeliveryOptions
{
    public const string Section = "Delivery";

    public static readonly TimeSpan DefaultMaxHold = TimeSpan.FromMinutes(8);

    /// <summary>
    /// How long a batch is held while Okta cannot take it, before it goes back to its lane. Default 8 min: two below the function's time limit
    /// (functionTimeout in host.json), so that the host never cuts a batch off. 00:00:10 to 00:09:30.
    /// </summary>
    public TimeSpan MaxHold { get; set; } = DefaultMaxHold;
}
