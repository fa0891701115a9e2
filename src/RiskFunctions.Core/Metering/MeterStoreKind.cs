namespace RiskFunctions.Metering;

/// <summary>Where the meter's state lives.</summary>
public enum MeterStoreKind
{
    /// <summary>In this process: right for one instance.</summary>
    Memory,

    /// <summary>In a blob with an ETag: one budget for all instances.</summary>
    Blob,
}
