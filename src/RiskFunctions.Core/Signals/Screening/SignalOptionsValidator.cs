using RiskFunctions.Signals.Addresses;

namespace RiskFunctions.Signals.Screening;

/// <summary>Stops the start when a setting under <c>Signals</c> is wrong. Every message begins with the key.</summary>
internal sealed class SignalOptionsValidator : IValidateOptions<SignalOptions>
{
    public ValidateOptionsResult Validate(string? name, SignalOptions options)
    {
        var failures = new List<string>();
        for (var i = 0; i < options.TrustedNetworks.Count; i++)
        {
            if (!TrustedNetworkSetting.TryParse(options.TrustedNetworks[i], out _, out var fault))
            {
                failures.Add($"Signals:TrustedNetworks:{i} \"{options.TrustedNetworks[i]}\" is not a CIDR network: {fault}.");
            }
        }

        for (var i = 0; i < options.ExcludedUsers.Count; i++)
        {
            var text = options.ExcludedUsers[i] ?? string.Empty;
            var user = text.StartsWith("*@", StringComparison.Ordinal) ? $"any{text[1..]}" : text;
            if (!SignalUser.TryParse(user, out _) || text != text.Trim() || text.IndexOf('*', 1) > 0)
            {
                failures.Add($"Signals:ExcludedUsers:{i} is neither a full name (name@example.com) nor all of a domain (*@example.com).");
            }
        }

        foreach (var (severity, level) in options.SeverityMap)
        {
            if (!RiskLevelText.TryParseSetting(level, out _))
            {
                failures.Add($"Signals:SeverityMap:{severity} \"{level}\" is not HIGH, MEDIUM or LOW.");
            }
        }

        if (options.DefaultLifetime is { } lifetime && lifetime <= TimeSpan.Zero)
        {
            failures.Add($"Signals:DefaultLifetime \"{lifetime:c}\" must be longer than zero.");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
