using RiskFunctions.RiskEvents;
using RiskFunctions.Signals;

namespace RiskFunctions.SecurityEvents;

/// <summary>Stops the start when a setting under <c>SecurityEvents</c> is wrong. Every message begins with the key.</summary>
internal sealed class SecurityEventsOptionsValidation(IOptions<RiskEventsOptions> riskEvents) : IValidateOptions<SecurityEventsOptions>
{
    private static readonly TimeSpan ShortestAge = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan LongestAge = TimeSpan.FromDays(7);

    private static readonly TimeSpan LongestLead = TimeSpan.FromDays(7);

    public ValidateOptionsResult Validate(string? name, SecurityEventsOptions options)
    {
        var faults = new List<string>();
        if (!options.Enabled && !riskEvents.Value.Enabled)
        {
            faults.Add("SecurityEvents:Enabled and RiskEvents:Enabled are both false, so nothing would ever be sent: set one of them.");
        }

        if (options.Enabled && !IsIssuer(options.Issuer))
        {
            faults.Add("SecurityEvents:Issuer must be the issuer of the provider that was registered in Okta: an https URL (http on loopback only).");
        }

        if (options is { Enabled: true, PublicKeysUri: not null, Issuer: { } issuer } && IsIssuer(issuer)
            && new Uri(issuer) is not { PathAndQuery: "/", Fragment: "" })
        {
            faults.Add("SecurityEvents:Issuer must have no path when SecurityEvents:PublicKeysUri is set: Okta reads there what is written to that container.");
        }

        if (options.KeyLeadTime < TimeSpan.Zero || options.KeyLeadTime > LongestLead)
        {
            faults.Add($"SecurityEvents:KeyLeadTime is {options.KeyLeadTime}: give {TimeSpan.Zero} to {LongestLead}.");
        }

        if (string.IsNullOrWhiteSpace(options.SigningKeySecret))
        {
            faults.Add("SecurityEvents:SigningKeySecret is empty: give the name of the secret that holds the private key.");
        }

        if (options.RequestsPerMinute is < 1 or > 600)
        {
            faults.Add($"SecurityEvents:RequestsPerMinute is {options.RequestsPerMinute}: give 1 to 600.");
        }

        if (options.MaxAge < ShortestAge || options.MaxAge > LongestAge)
        {
            faults.Add($"SecurityEvents:MaxAge is {options.MaxAge}: give {ShortestAge} to {LongestAge}.");
        }

        if (!Enum.IsDefined(options.UsersFromAlerts))
        {
            faults.Add("SecurityEvents:UsersFromAlerts must be Off, High or MediumAndHigh.");
        }

        faults.AddRange(options.SuffixMap
            .Where(m => !SignalUser.TryParse($"any@{m.Key}", out _) || !SignalUser.TryParse($"any@{m.Value}", out _))
            .Select(m => $"SecurityEvents:SuffixMap:{m.Key} maps one domain to another, without @: corp.local to example.com, say."));
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static bool IsIssuer(string? issuer) =>
        Uri.TryCreate(issuer, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback));
}
