using RiskFunctions.LocalHost.Sandbox.Faults;
using RiskFunctions.LocalHost.Sandbox.Limits;
using RiskFunctions.LocalHost.Sandbox.OAuth;
using RiskFunctions.LocalHost.Sandbox.SecurityEvents;

namespace RiskFunctions.LocalHost.Sandbox;

/// <summary>How the stand-in for an Okta org behaves.</summary>
internal sealed record SandboxOptions
{
    /// <summary>Port on 127.0.0.1. Default 0: a free one.</summary>
    public int Port { get; init; }

    /// <summary>The API token that is accepted in the SSWS scheme. Null, the default: none is.</summary>
    public string? ApiToken { get; init; }

    /// <summary>An API token that is known but may not send risk events: answered with 403. Null, the default: there is none.</summary>
    public string? ForbiddenApiToken { get; init; }

    /// <summary>The limit on risk event requests. Default: 30 in any 60 s, as Okta documents for this call.</summary>
    public RequestLimitOptions Limit { get; init; } = new();

    /// <summary>The authorization server. Default: it knows no app.</summary>
    public OAuthOptions OAuth { get; init; } = new();

    /// <summary>How security event tokens are taken. Default: from nobody.</summary>
    public SecurityEventsOptions SecurityEvents { get; init; } = new();

    /// <summary>What goes wrong from the start. Default: nothing.</summary>
    public FaultPlan Faults { get; init; } = FaultPlan.None;

    /// <summary>How far the org's clock is from ours; seen in <c>Date</c>, in resets and in every check of a time. Default 0.</summary>
    public TimeSpan ClockOffset { get; init; }

    /// <summary>How many of the latest requests are remembered one by one. Default 10,000.</summary>
    public int RequestCapacity { get; init; } = 10_000;

    /// <summary>
    /// How many of the latest accepted subjects are remembered in full, and whether the users in SETs are. Default 0: none, since they hold
    /// addresses and users.
    /// </summary>
    public int SubjectCapacity { get; init; }

    /// <summary>How many of the latest accepted subjects are remembered as a hash, to find those accepted twice. Default 200,000.</summary>
    public int DuplicateCapacity { get; init; } = 200_000;

    /// <exception cref="SandboxConfigurationException">A value makes no sense; the message names it.</exception>
    public void Validate()
    {
        SandboxConfigurationException.ThrowUnless(Port is >= 0 and <= ushort.MaxValue, "Port must be from 0 to 65535.");
        SandboxConfigurationException.ThrowUnless(RequestCapacity >= 0, "RequestCapacity must not be negative.");
        SandboxConfigurationException.ThrowUnless(SubjectCapacity >= 0, "SubjectCapacity must not be negative.");
        SandboxConfigurationException.ThrowUnless(DuplicateCapacity >= 0, "DuplicateCapacity must not be negative.");
        Limit.Validate();
        SecurityEvents.Validate();
    }
}
