using RiskFunctions.Signals;
using RiskFunctions.Signals.Results;

namespace RiskFunctions.SecurityEvents;

/// <summary>Decides which statements about users are sent to Okta, and under which name.</summary>
internal sealed class UserRules(IOptions<SecurityEventsOptions> options)
{
    public bool IsOn => options.Value.Enabled;

    /// <summary>Why a statement is never sent; null when it is.</summary>
    public LeftOutUserReason? WhyLeftOut(UserSignal signal) => (signal.IsFromAlert, options.Value.UsersFromAlerts, signal.Level) switch
    {
        (false, _, _) => null,
        (true, UsersFromAlerts.High, RiskLevel.High) => null,
        (true, UsersFromAlerts.MediumAndHigh, RiskLevel.High or RiskLevel.Medium) => null,
        _ => LeftOutUserReason.Level,
    };

    public bool IsTooOld(UserSignal signal, DateTimeOffset now) => now - signal.Timestamp > options.Value.MaxAge;

    /// <summary>The name with which the user signs in to Okta.</summary>
    public string NameOf(SignalUser user) =>
        options.Value.SuffixMap.TryGetValue(user.Domain, out var suffix) ? $"{user.Name[..^user.Domain.Length]}{suffix}" : user.Name;
}
