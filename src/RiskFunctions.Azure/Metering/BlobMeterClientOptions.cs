using Azure.Core;

namespace RiskFunctions.Azure.Metering;

/// <summary>The pipeline tries once and gives up soon: the store itself decides what may be tried again.</summary>
internal sealed class BlobMeterClientOptions : ClientOptions
{
    /// <summary>How long one request may take. A permit is worth two seconds of a lane's time, no more.</summary>
    public static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(2);

    public BlobMeterClientOptions()
    {
        Retry.MaxRetries = 0;
        Retry.NetworkTimeout = RequestTimeout;
    }
}
