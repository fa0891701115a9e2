using RiskFunctions.Azure.Metering;
using RiskFunctions.Metering;

namespace RiskFunctions.Azure.Tests.Metering;

public sealed class BlobMeterOptionsValidatorTests
{
    [Theory]
    [InlineData(MeterStoreKind.Memory, null, true)]
    [InlineData(MeterStoreKind.Memory, "http://example.com", true)]
    [InlineData(MeterStoreKind.Blob, "https://contoso.blob.core.windows.net/rate-meter", true)]
    [InlineData(MeterStoreKind.Blob, "https://contoso.blob.core.windows.net/rate-meter?sig=x", true)]
    [InlineData(MeterStoreKind.Blob, "http://127.0.0.1:10000/devstoreaccount1/rate-meter?sig=x", true)]
    [InlineData(MeterStoreKind.Blob, "http://127.0.0.1:10000/devstoreaccount1/rate-meter", false)]
    [InlineData(MeterStoreKind.Blob, "http://contoso.blob.core.windows.net/rate-meter?sig=x", false)]
    [InlineData(MeterStoreKind.Blob, "https://contoso.blob.core.windows.net", false)]
    [InlineData(MeterStoreKind.Blob, "ftp://127.0.0.1/rate-meter?sig=x", false)]
    [InlineData(MeterStoreKind.Blob, "rate-meter", false)]
    [InlineData(MeterStoreKind.Blob, null, false)]
    public void Validate_container_uri_fits_the_store_or_names_the_key(MeterStoreKind store, string? container, bool valid)
    {
        var options = new RateMeterOptions { Store = store, ContainerUri = container is null ? null : new Uri(container, UriKind.RelativeOrAbsolute) };

        var result = new BlobMeterOptionsValidator().Validate(null, options);

        Assert.Equal(valid, result.Succeeded);
        Assert.True(valid || result.FailureMessage!.Contains("RateMeter:ContainerUri"));
    }
}
