using Microsoft.Extensions.Options;
using RiskFunctions.Metering;

namespace RiskFunctions.Azure.Metering;

/// <summary>What the blob store needs of <see cref="RateMeterOptions"/>; the ranges are checked by their own attributes.</summary>
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
                "RateMeter:ContainerUri is required with RateMeter:Store=Blob: the address of a blob container, such as https://contoso.blob.core.windows.net/rate-meter.");
        }

        if (!container.IsAbsoluteUri || container.AbsolutePath.Trim('/').Length == 0)
        {
            return ValidateOptionsResult.Fail("RateMeter:ContainerUri must be the whole address of a blob container.");
        }

        var isHttps = string.Equals(container.Scheme, Uri.UriSchemeHttps, StringComparison.Ordinal);
        var isHttp = string.Equals(container.Scheme, Uri.UriSchemeHttp, StringComparison.Ordinal);
        if (!isHttps && !(isHttp && container.IsLoopback))
        {
            return ValidateOptionsResult.Fail("RateMeter:ContainerUri must be https; http is accepted on loopback only (Azurite).");
        }

        return isHttps || container.Query.Length > 1
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail("RateMeter:ContainerUri over http needs a SAS in its query: a managed identity's token is never sent without TLS.");
    }
}
