namespace RiskFunctions.Metering;

/// <summary>Settings under <c>RateMeter</c>.</summary>
public sealed class RateMeterOptions
{
    public const string Section = "RateMeter";

    public const int DefaultRequestsPerMinute = 30;

    public static readonly TimeSpan DefaultWindow = TimeSpan.FromMinutes(1);

    /// <summary>Requests allowed in any <see cref="Window"/>: 1 to 600, default 30, Okta's limit for the endpoint. A lower limit from Okta wins.</summary>
    public int RequestsPerMinute { get; set; } = DefaultRequestsPerMinute;

    /// <summary>The sliding window, 1 s to 1 h. Default one minute.</summary>
    public TimeSpan Window { get; set; } = DefaultWindow;

    /// <summary>Permits of each window that only HIGH may take. Default 0. Must be below <see cref="RequestsPerMinute"/>.</summary>
    public int ReservedForHigh { get; set; }

    /// <summary>Where the meter's state lives. Default <see cref="MeterStoreKind.Memory"/>: right for one instance only.</summary>
    public MeterStoreKind Store { get; set; } = MeterStoreKind.Memory;

    /// <summary>The blob container of the shared state, required with <see cref="MeterStoreKind.Blob"/>. Without a SAS the managed identity is used.</summary>
    public Uri? ContainerUri { get; set; }
}
