using Microsoft.Extensions.Options;

namespace RiskFunctions.Delivery;

internal sealed class DeliveryOptionsValidation : IValidateOptions<DeliveryOptions>
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(10);

    // Half a minute below functionTimeout in host.json, for the settlements.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(9.5);

    public ValidateOptionsResult Validate(string? name, DeliveryOptions options) =>
        options.MaxHold >= Shortest && options.MaxHold <= Longest
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"Delivery:MaxHold is {options.MaxHold}: give {Shortest} to {Longest}, below functionTimeout (00:10:00) in host.json.");
}
