namespace RiskFunctions.Delivery;

internal sealed class DeliveryOptionsValidation : IValidateOptions<DeliveryOptions>
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(10);

    // Half a minute below functionTimeout in host.json, for the settlements.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(9.5);

    private static readonly TimeSpan LongestTolerance = TimeSpan.FromMinutes(5);

    public ValidateOptionsResult Validate(string? name, DeliveryOptions options)
    {
        var faults = new List<string>();
        if (options.MaxHold < Shortest || options.MaxHold > Longest)
        {
            faults.Add($"Delivery:MaxHold is {options.MaxHold}: give {Shortest} to {Longest}, below functionTimeout (00:10:00) in host.json.");
        }

        if (options.TimestampTolerance < TimeSpan.Zero || options.TimestampTolerance > LongestTolerance)
        {
            faults.Add($"Delivery:TimestampTolerance is {options.TimestampTolerance}: give {TimeSpan.Zero} (keep all times exact) to {LongestTolerance}.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
