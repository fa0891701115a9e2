using RiskFunctions.LocalHost.Sandbox.Limits;

namespace RiskFunctions.LocalHost.Sandbox.SecurityEvents;

/// <summary>How the org takes security event tokens (SETs).</summary>
internal sealed record SecurityEventsOptions
{
    /// <summary>The providers whose SETs are taken. Default: none.</summary>
    public IReadOnlyList<SecurityEventsProvider> Providers { get; init; } = [];

    /// <summary>The limit on SETs, apart from that on risk events. Default: 60 in any 60 s; Okta documents none for this call.</summary>
    public RequestLimitOptions Limit { get; init; } = new() { Requests = 60 };

    /// <summary>The users that the org has; a SET that names none of them is accepted and ignored. Null, the default: whoever is named.</summary>
    public IReadOnlyList<string>? KnownUsers { get; init; }

    /// <summary>How long a key set is used; a kid that is not in it has it fetched again at once. Default 1 h; Okta documents nothing.</summary>
    public TimeSpan KeysCachedFor { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Most bytes of a body; a larger one is answered with 413. Default 65,536; Okta documents none.</summary>
    public int LargestBody { get; init; } = 65_536;

    /// <exception cref="SandboxConfigurationException">A value makes no sense; the message names it.</exception>
    public void Validate()
    {
        SandboxConfigurationException.ThrowUnless(KeysCachedFor >= TimeSpan.Zero, "SecurityEvents.KeysCachedFor must not be negative.");
        SandboxConfigurationException.ThrowUnless(LargestBody >= 1, "SecurityEvents.LargestBody must be at least 1.");
        Limit.Validate();
        foreach (var provider in Providers)
        {
            provider.Validate();
        }
    }
}
