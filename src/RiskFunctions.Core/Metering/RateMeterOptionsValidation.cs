namespace RiskFunctions.Metering;

internal sealed class RateMeterOptionsValidation : IValidateOptions<RateMeterOptions>
{
    public ValidateOptionsResult Validate(string? name, RateMeterOptions options)
    {
        var faults = new List<string>();
        if (options.RequestsPerMinute is < 1 or > 600)
        {
            faults.Add($"RateMeter:RequestsPerMinute is {options.RequestsPerMinute}: give 1 to 600. Okta's limit for the endpoint is 30.");
        }

        if (options.Window < TimeSpan.FromSeconds(1) || options.Window > TimeSpan.FromHours(1))
        {
            faults.Add($"RateMeter:Window is {options.Window}: give 00:00:01 to 01:00:00. Okta's window is one minute.");
        }

        if (options.ReservedForHigh < 0)
        {
            faults.Add($"RateMeter:ReservedForHigh is {options.ReservedForHigh}: give 0, or a number below RateMeter:RequestsPerMinute.");
        }
        else if (options.RequestsPerMinute >= 1 && options.ReservedForHigh >= options.RequestsPerMinute)
        {
            faults.Add(
                $"RateMeter:ReservedForHigh is {options.ReservedForHigh}: give 0 to {options.RequestsPerMinute - 1}, below RateMeter:RequestsPerMinute, " +
                "or MEDIUM and LOW would never be sent.");
        }

        if (!Enum.IsDefined(options.Store))
        {
            faults.Add("RateMeter:Store must be Memory or Blob.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
