using RiskFunctions.Metering;

namespace RiskFunctions.Core.Tests.Metering;

public sealed class RateMeterOptionsValidationTests
{
    [Fact]
    public void Validate_defaults_succeed() => Assert.True(Validate(new RateMeterOptions()).Succeeded);

    [Theory]
    [InlineData(0, 60, 0, 0, "RateMeter:RequestsPerMinute")]
    [InlineData(601, 60, 0, 0, "RateMeter:RequestsPerMinute")]
    [InlineData(30, 0.999, 0, 0, "RateMeter:Window")]
    [InlineData(30, 3600.001, 0, 0, "RateMeter:Window")]
    [InlineData(30, 60, -1, 0, "RateMeter:ReservedForHigh")]
    [InlineData(30, 60, 30, 0, "RateMeter:ReservedForHigh")]
    [InlineData(30, 60, 0, 7, "RateMeter:Store")]
    public void Validate_value_out_of_range_names_its_key(int requests, double window, int reserved, int store, string key)
    {
        var result = Validate(Options(requests, window, reserved, store));

        Assert.Contains(result.Failures!, f => f.StartsWith(key + " "));
    }

    [Theory]
    [InlineData(1, 1, 0)]
    [InlineData(600, 3600, 599)]
    public void Validate_ends_of_the_ranges_succeed(int requests, double window, int reserved) =>
        Assert.True(Validate(Options(requests, window, reserved, 0)).Succeeded);

    [Fact]
    public void Validate_names_every_fault_at_once() =>
        Assert.Equal(3, Validate(Options(0, 0, -1, 0)).Failures!.Count());

    private static RateMeterOptions Options(int requests, double window, int reserved, int store) => new()
    {
        RequestsPerMinute = requests,
        Window = TimeSpan.FromSeconds(window),
        ReservedForHigh = reserved,
        Store = (MeterStoreKind)store,
    };

    private static Microsoft.Extensions.Options.ValidateOptionsResult Validate(RateMeterOptions options) =>
        new RateMeterOptionsValidation().Validate(null, options);
}
