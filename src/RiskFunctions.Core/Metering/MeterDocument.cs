namespace RiskFunctions.Metering;

/// <summary>The stored bytes and the version that a compare-and-swap must name.</summary>
/// <param name="Content">UTF-8 JSON; empty when nobody has written yet.</param>
/// <param name="Version">Opaque (a blob's ETag); null when nobody has written yet.</param>
public sealed record MeterDocument(ReadOnlyMemory<byte> Content, string? Version)
{
    public static MeterDocument Empty { get; } = new(ReadOnlyMemory<byte>.Empty, null);
}
