using Microsoft.Extensions.Options;
using RiskFunctions.Metering;

namespace RiskFunctions.Azure.Metering;

/// <summary>Checks the settings that only the blob store needs.</summary>
internal sealed class BlobMeterOptionsValidator : IValidateOptions<RateMeterOptions>
{
    public ValidateOptionsResult Validate(string? name, RateMeterOptions options)
    {
        if (options.Store != MeterStoreKind.Blob)
        {
            return ValidateOptionsResult.Success;
        }

        if (options.ContainerUri is not { } container)
        {
            return ValidateOptionsResult.Fail(
                "RateMeter:ContainerUri is required with RateMeter:Store=Blob: " +
                "the address of a blob container, such as https://contoso.blob.core.windows.net/rate-meter.");
        }

        return ContainerAddress.Fault(container, "RateMeter:ContainerUri") is { } fault ? ValidateOptionsResult.Fail(fault) : ValidateOptionsResult.Success;
    }
}
